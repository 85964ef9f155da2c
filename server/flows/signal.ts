import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { onCommit, type Tx } from "@/db/tenant";
import type { Signal } from "@/server/domain/flow/types";
import type { TenantId } from "@/server/domain/ids";
import { record } from "@/server/events";
import type { LockedRun } from "./lock-run";
import { sprintSoon } from "./sprint-soon";

/** Keep what happened for a run, and have it walked after the commit: at once in this process, and by a durable function. */
export async function signalRun(tx: Tx, tenant: TenantId, runId: string, signal: Signal): Promise<void> {
  // A run that is over hears nothing any more.
  const [heard] = await tx.execute(sql`
    insert into flow_signals (id, run_id, signal)
    select ${uuidv7()}::uuid, id, ${JSON.stringify(signal)}::jsonb from flow_runs
    where id = ${runId} and state in ('running', 'waiting', 'paused') returning 1`);
  if (heard) await wakeRun(tx, tenant, runId);
}

/** Keep what a run has not heard yet, in its order, and have it walked. */
export async function keepSignals(tx: Tx, { sprint, signals }: LockedRun): Promise<void> {
  await Promise.all(sprint.writes);
  for (const signal of signals)
    await tx.execute(sql`
      insert into flow_signals (id, run_id, signal) values (${uuidv7()}, ${sprint.runId}, ${JSON.stringify(signal)}::jsonb)`);
  await wakeRun(tx, sprint.tenant, sprint.runId);
}

/**
 * What became of a run's own message. Most runs do not wait for that, and are left alone; one that does said so in the
 * transaction that wrote the message, so nothing is told too early.
 */
export async function signalReceipt(
  tx: Tx,
  tenant: TenantId,
  runId: string,
  name: string,
  messageId: string,
): Promise<void> {
  const awaited = JSON.stringify([{ kind: "event", name, ref: messageId }]);
  const [waits] = await tx.execute(sql`
    select 1 from flow_runs where id = ${runId} and state in ('waiting', 'paused') and run->'asked'->'waits' @> ${awaited}::jsonb`);
  if (waits) await signalRun(tx, tenant, runId, { kind: "event", name, ref: messageId, at: Date.now() });
}

/** The same for every run that lives in a conversation. A conversation without one costs one look at an index. */
export async function signalConversation(
  tx: Tx,
  tenant: TenantId,
  conversationId: string,
  signal: Signal,
): Promise<void> {
  const runs = await tx.execute<{ id: string }>(sql`
    select id from flow_runs where conversation_id = ${conversationId} and state in ('running', 'waiting', 'paused')`);
  for (const { id } of runs) await signalRun(tx, tenant, id, signal);
}

/** Have a run walked soon. */
export async function wakeRun(tx: Tx, tenant: TenantId, runId: string): Promise<void> {
  const eventId = await record(tx, { tenant }, "flow.run.due", { data: { runId } });
  onCommit(tx, () => sprintSoon(tenant, runId, eventId));
}
