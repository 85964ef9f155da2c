import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { counted, type MessageState } from "@/server/domain/message-state";

/** Over how many rows a number's quarter of an hour is spread, so that its messages do not queue for one row's lock. */
const SHARDS = 32;

/** Which of a quarter's rows this message counts in. */
export const counterShard = (): number => Math.floor(Math.random() * SHARDS);

/** The quarter of an hour in which an instant lies. Days begin with one in every time zone there is. */
export const quarterOf = (instant: SQL): SQL => sql`date_bin('15 minutes', ${instant}, 'epoch')`;
export const thisQuarter = quarterOf(sql`now()`);

/** A message as the totals see it. `reason`: why it failed, when it did. */
type Counted = { numberId: string; source: string; segments: number | null; reason: string | null };
/** Why it fails now, and the carrier's own code for that. */
type Failed = { reason: string; code: string | null };

/**
 * Keep a number's totals in step with a message that changed from one state to another: total sent = succeeded +
 * failed, and a later receipt moves a message from one to the other. What failed is counted by its reason as well.
 */
export async function countChange(tx: Tx, ...change: Parameters<typeof countingChange>): Promise<void> {
  for (const statement of countingChange(...change)) await tx.execute(statement);
}

/** The same as parts of somebody's statement; none when it changes no total. */
export function countingChange(message: Counted, from: MessageState, to: MessageState, failed?: Failed): SQL[] {
  return [...countingTotals(message, from, to), ...countingReasons(message, from, to, failed)];
}

function countingTotals({ numberId, source, segments }: Counted, from: MessageState, to: MessageState): SQL[] {
  const before = counted(from);
  const after = counted(to);
  if (before === after) return [];
  const delta = (kind: "ok" | "failed") => Number(after === kind) - Number(before === kind);
  const parts = (segments ?? 1) * delta("ok");
  return [
    sql`
    insert into number_counters (number_id, quarter, source, shard, sent_ok, failed, parts)
    values (${numberId}, ${thisQuarter}, ${source}, ${counterShard()}, ${delta("ok")}, ${delta("failed")}, ${parts})
    on conflict (tenant_id, number_id, quarter, source, shard) do update set
      sent_ok = number_counters.sent_ok + excluded.sent_ok, failed = number_counters.failed + excluded.failed,
      parts = number_counters.parts + excluded.parts, last_at = now()`,
  ];
}

function countingReasons({ numberId, reason }: Counted, from: MessageState, to: MessageState, failed?: Failed): SQL[] {
  const before = counted(from) === "failed" ? (reason ?? "default") : null;
  const after = counted(to) === "failed" ? (failed?.reason ?? "default") : null;
  if (before === after) return [];
  const rows = [
    ...(before === null ? [] : [{ reason: before, messages: -1, code: null }]),
    ...(after === null ? [] : [{ reason: after, messages: 1, code: failed?.code ?? null }]),
  ];
  const shard = counterShard();
  // In one order, so that two never wait for each other.
  const values = rows
    .sort((one, other) => (one.reason < other.reason ? -1 : 1))
    .map((row) => sql`(${numberId}, ${thisQuarter}, ${row.reason}, ${shard}, ${row.messages}, ${row.code})`);
  return [
    sql`
    insert into failure_counters (number_id, quarter, reason, shard, messages, code) values ${sql.join(values, sql`, `)}
    on conflict (tenant_id, number_id, quarter, reason, shard) do update set
      messages = failure_counters.messages + excluded.messages, code = coalesce(excluded.code, failure_counters.code),
      last_at = now()`,
  ];
}
