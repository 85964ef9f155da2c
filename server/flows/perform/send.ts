import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Answer, Request } from "@/server/domain/flow/types";
import { type Enqueued, enqueueKnowing, enqueueMessage } from "@/server/messages/enqueue";
import { type GateFacts, readGate } from "@/server/messages/gate-facts";
import type { Sprint } from "../lock-run";
import { type Line, openConversation } from "../open-conversation";

/** Put a flow's message into the outbox, through the same gate as everybody's. Once per visit, by its key. */
export async function performSend(
  tx: Tx,
  sprint: Sprint,
  { visit, message }: Extract<Request, { kind: "send" }>,
): Promise<Answer> {
  if (message.text.trim() === "") return { ok: false, reason: { code: "empty_message" } };
  const outgoing = () => ({
    conversationId: sprint.conversationId!,
    text: message.text,
    template: message.template,
    source: "flow" as const,
    lane: message.category === "marketing" ? ("bulk" as const) : ("service" as const),
    authorId: message.as === "agent" ? message.agentId : undefined,
    run: { id: sprint.runId, visit, part: 0 },
  });
  // Nearly always the conversation is open and its channel in use.
  const gate = message.channel === "conversation" ? await gateOf(tx, sprint) : null;
  if (gate?.writable) {
    const written = enqueueKnowing(tx, sprint, outgoing(), gate);
    sprint.writes.push(written.stored);
    return told(written);
  }
  const objected = await placeToWrite(tx, sprint);
  if (objected) return { ok: false, reason: { code: objected } };
  const [conversation] = await tx.execute<{ kind: string; usable: boolean }>(sql`
    select c.kind, ch.enabled and ch.deleted_at is null as usable from conversations c join channels ch on ch.id = c.channel_id
    where c.id = ${sprint.conversationId}`);
  if (message.channel !== "conversation" && message.channel !== conversation?.kind)
    return { ok: true, outcome: "SKIPPED", reason: { code: "no_address" } };
  if (!conversation?.usable) return { ok: false, reason: { code: "channel_gone" } };
  return told(await enqueueMessage(tx, sprint, outgoing()));
}

/** What the gate asks: read when the run's conversation was locked, anew when it is another one by now. */
async function gateOf(tx: Tx, sprint: Sprint): Promise<GateFacts | null> {
  if (sprint.conversationId && sprint.gate?.conversationId !== sprint.conversationId)
    sprint.gate = await readGate(tx, sql`${sprint.conversationId}`);
  return sprint.conversationId ? sprint.gate : null;
}

const told = ({ id, objection }: Enqueued): Answer =>
  objection ? { ok: true, outcome: "SKIPPED", ref: id, reason: { code: objection } } : { ok: true, ref: id };

/**
 * Sees to it that there is an open conversation to write in. A run whose conversation was closed when it began writes
 * first: it goes on in the open one of the same line, and opens one where there is none. One whose conversation closed
 * meanwhile has nobody to talk to. Returns the reason against writing, if there is one.
 */
async function placeToWrite(tx: Tx, sprint: Sprint): Promise<string | null> {
  if (!sprint.conversationId) return "conversation_gone";
  const [was] = await tx.execute<{ state: string; writes_first: boolean } & Record<keyof Line, string>>(sql`
    select c.state, c.closed_at <= r.created_at as writes_first, c.channel_id as "channelId", c.number_id as "numberId", c.kind,
      c.contact_id as "contactId", c.customer_address as address
    from conversations c, flow_runs r where c.id = ${sprint.conversationId} and r.id = ${sprint.runId}`);
  if (!was) return "conversation_gone";
  if (was.state !== "closed") return null;
  if (!was.writes_first) return "conversation_gone";
  const { id, takenOver, busy } = await openConversation(tx, sprint, was);
  if (takenOver) return "taken_over";
  if (busy) return "conversation_busy";
  await tx.execute(
    sql`update flow_runs set conversation_id = ${id}, customer_facing = true where id = ${sprint.runId}`,
  );
  sprint.conversationId = id;
  return null;
}
