import { sql } from "drizzle-orm";
import { inOneGo, type Tx } from "@/db/tenant";
import type { Run, Signal } from "@/server/domain/flow/types";
import type { TenantId } from "@/server/domain/ids";
import { type GateFacts, readGate } from "@/server/messages/gate-facts";

/** What a sprint needs to know beside its run. */
export type Sprint = {
  tenant: TenantId;
  runId: string;
  flowId: string;
  flowName: string;
  /** Changes when the run opens a conversation. */
  conversationId: string | null;
  contactId: string | null;
  /** What the gate asks of the conversation, read since its row is held; of another one, or null, it is read again. */
  gate: GateFacts | null;
  /** Statements under way that nothing waits for but the end of the sprint. */
  writes: Promise<unknown>[];
};

export type LockedRun = { sprint: Sprint; run: Run; versionId: string; wakeAt: Date | null; signals: Signal[] };

/**
 * A run that is under way, its row and its conversation's ours until the transaction ends, with everything that happened
 * to it since it was last walked; null when it is over or was never there. The conversation is locked first, as everywhere.
 */
export async function lockRun(tx: Tx, tenant: TenantId, runId: string): Promise<LockedRun | null> {
  const locked = tx.execute(sql`
    select 1 from conversations where id = (select conversation_id from flow_runs where id = ${runId}) for update`);
  const found = tx.execute<{
    run: Run;
    version_id: string;
    flow_id: string;
    flow_name: string;
    conversation_id: string | null;
    contact_id: string | null;
    state: string;
    wake_at: string | null;
  }>(sql`
    select r.run, r.version_id, r.flow_id, f.name as flow_name, r.conversation_id, r.contact_id, r.state, r.wake_at
    from flow_runs r join flows f on f.id = r.flow_id where r.id = ${runId} for update of r`);
  const gateRead = readGate(tx, sql`(select conversation_id from flow_runs where id = ${runId})`);
  const [, [row], signalled, gate] = await inOneGo(locked, found, takeSignals(tx, runId), gateRead);
  if (!row || !["running", "waiting", "paused"].includes(row.state)) return null;
  return {
    sprint: {
      tenant,
      runId,
      flowId: row.flow_id,
      flowName: row.flow_name,
      conversationId: row.conversation_id,
      contactId: row.contact_id,
      gate,
      writes: [],
    },
    run: row.run,
    versionId: row.version_id,
    wakeAt: row.wake_at === null ? null : new Date(row.wake_at),
    signals: inOrder(signalled),
  };
}

/** What happened to the run since it was last walked; it is this transaction's now. */
const takeSignals = (tx: Tx, runId: string) =>
  tx.execute<{ id: string; signal: Signal }>(
    sql`delete from flow_signals where run_id = ${runId} returning id, signal`,
  );

const decisive = ["takeover", "released", "closed", "cancelled"];

/**
 * As it happened, but what people decided comes first: a person who has taken the conversation over has it already, so
 * a text that came the moment before is not answered any more.
 */
function inOrder(rows: readonly { id: string; signal: Signal }[]): Signal[] {
  const signals = [...rows].sort((one, other) => (one.id < other.id ? -1 : 1)).map(({ signal }) => signal);
  return [
    ...signals.filter(({ kind }) => decisive.includes(kind)),
    ...signals.filter(({ kind }) => !decisive.includes(kind)),
  ];
}
