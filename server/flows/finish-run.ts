import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";
import { addLine } from "@/server/conversations/timeline";
import { reasonText } from "@/server/domain/flow/reasons";
import type { Request, Run } from "@/server/domain/flow/types";
import { type Audience, audienceOf } from "@/server/domain/visibility";
import { record } from "@/server/events";
import type { Sprint } from "./lock-run";
import { flowsOnClosed } from "./on-closed";
import { performAssign } from "./perform/assign";

type End = Extract<Request, { kind: "end" }>;

/**
 * A run is over: say how, close the conversation where the end node wants it, hand over to all agents where a node
 * failed, and close what the flow had opened by itself and nobody was given.
 */
export async function finishRun(tx: Tx, sprint: Sprint, run: Run, end: End): Promise<void> {
  const state = end.result === "failed" ? "failed" : end.result === "cancelled" ? "cancelled" : "ended";
  const over = tx.execute(sql`
    update flow_runs set run = ${JSON.stringify(run)}::jsonb, state = ${state}, wake_at = null, result = ${end.result},
      reason = ${end.reason?.code ?? null}, ended_at = now(), lease_token = null
    where id = ${sprint.runId}`);
  const left = async () => {
    if (end.handover) await handOver(tx, sprint, end.handover);
    await closeConversation(tx, sprint, end.closeConversation ? ["bot", "waiting", "active"] : ["bot"]);
  };
  await Promise.all([over, left()]);
}

/** The customer's message is never lost because a flow broke: it goes to everybody, with a note that says why. */
async function handOver(tx: Tx, sprint: Sprint, { nodeName, reason }: NonNullable<End["handover"]>): Promise<void> {
  if (!sprint.conversationId) return;
  const routed = await performAssign(tx, sprint, { kind: "all" }, new Date());
  if (!routed.ok) return;
  const [row] = await tx.execute<{
    message_seq: number;
    audience: "owner" | "queue" | "everyone";
    owner_id: string | null;
    queue_id: string | null;
    locale: string;
  }>(sql`
    update conversations set message_seq = message_seq + 1 where id = ${sprint.conversationId}
    returning message_seq, audience, owner_id, queue_id, (select locale from tenants) as locale`);
  const language = row!.locale === "zh-CN" ? "zh-CN" : "en";
  const words = reasonText(reason, language);
  const text =
    language === "zh-CN"
      ? `流程「${sprint.flowName}」在节点「${nodeName}」出错：${words}`
      : `The flow “${sprint.flowName}” failed at “${nodeName}”: ${words}`;
  await tx.execute(sql`
    insert into notes (id, conversation_id, seq, text) values (${uuidv7()}, ${sprint.conversationId}, ${row!.message_seq}, ${text})`);
  await record(tx, sprint, "note.added", {
    conversationId: sprint.conversationId,
    data: { seqs: [row!.message_seq] },
    after: audienceOf({ audience: row!.audience, ownerId: row!.owner_id, queueId: row!.queue_id }),
  });
}

async function closeConversation(tx: Tx, sprint: Sprint, from: string[]): Promise<void> {
  if (!sprint.conversationId) return;
  const [row] = await tx.execute<{
    audience: "owner" | "queue" | "everyone";
    owner_id: string | null;
    queue_id: string | null;
  }>(sql`
    select audience, owner_id, queue_id from conversations where id = ${sprint.conversationId} and state in ${from}`);
  if (!row) return;
  const before: Audience = audienceOf({ audience: row.audience, ownerId: row.owner_id, queueId: row.queue_id });
  const seq = await addLine(tx, { kind: "system", name: sprint.flowName }, sprint.conversationId, "closed", {
    flow: sprint.flowName,
  });
  await tx.execute(sql`
    update conversations set state = 'closed', closed_at = now(), close_reason = 'flow', audience = 'owner', owner_place = 'archived',
      waiting_since = null, archived_until = null
    where id = ${sprint.conversationId}`);
  await flowsOnClosed(tx, sprint.tenant, sprint.conversationId);
  await record(tx, sprint, "conversation.closed", {
    conversationId: sprint.conversationId,
    data: { seqs: [seq] },
    before,
    after: { owner: row.owner_id, queue: null, everyone: false },
  });
}
