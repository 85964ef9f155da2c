import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Answer, Request } from "@/server/domain/flow/types";
import { enqueueMessage } from "@/server/messages/enqueue";
import type { Sprint } from "../run-sprint";

/** Put a flow's message into the outbox, through the same gate as everybody's. Once per visit, by its key. */
export async function performSend(
  tx: Tx,
  sprint: Sprint,
  { visit, message }: Extract<Request, { kind: "send" }>,
): Promise<Answer> {
  if (!sprint.conversationId) return { ok: false, reason: { code: "conversation_gone" } };
  const [conversation] = await tx.execute<{ state: string; usable: boolean }>(sql`
    select c.state, ch.enabled and ch.deleted_at is null as usable from conversations c join channels ch on ch.id = c.channel_id
    where c.id = ${sprint.conversationId}`);
  if (!conversation || conversation.state === "closed") return { ok: false, reason: { code: "conversation_gone" } };
  if (!conversation.usable) return { ok: false, reason: { code: "channel_gone" } };
  if (message.text.trim() === "") return { ok: false, reason: { code: "empty_message" } };
  const { id, objection } = await enqueueMessage(tx, sprint, {
    conversationId: sprint.conversationId,
    text: message.text,
    source: "flow",
    lane: message.category === "marketing" ? "bulk" : "service",
    authorId: message.as === "agent" ? message.agentId : undefined,
    run: { id: sprint.runId, visit, part: 0 },
  });
  return objection ? { ok: true, outcome: "SKIPPED", ref: id, reason: { code: objection } } : { ok: true, ref: id };
}
