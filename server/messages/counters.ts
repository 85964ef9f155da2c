import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { counted, type MessageState } from "@/server/domain/message-state";

/** Over how many rows a number's hour is spread, so that its messages do not queue for one row's lock. */
const SHARDS = 32;

/** Which of an hour's rows this message counts in. */
export const counterShard = (): number => Math.floor(Math.random() * SHARDS);

/**
 * Keep a number's totals in step with a message that changed from one state to another: total sent = succeeded +
 * failed, and a later receipt moves a message from one to the other.
 */
export async function countChange(tx: Tx, ...change: Parameters<typeof countingChange>): Promise<void> {
  const counting = countingChange(...change);
  if (counting) await tx.execute(counting);
}

/** The same as a part of somebody's statement; null when it changes no total. */
export function countingChange(
  message: { numberId: string; source: string; segments: number | null },
  from: MessageState,
  to: MessageState,
): SQL | null {
  const before = counted(from);
  const after = counted(to);
  if (before === after) return null;
  const delta = (kind: "ok" | "failed") => Number(after === kind) - Number(before === kind);
  const parts = (message.segments ?? 1) * delta("ok");
  return sql`
    insert into number_counters (number_id, hour, source, shard, sent_ok, failed, parts)
    values (${message.numberId}, date_bin('1 hour', now(), 'epoch'), ${message.source}, ${counterShard()}, ${delta("ok")}, ${delta("failed")}, ${parts})
    on conflict (tenant_id, number_id, hour, source, shard) do update set
      sent_ok = number_counters.sent_ok + excluded.sent_ok, failed = number_counters.failed + excluded.failed,
      parts = number_counters.parts + excluded.parts, last_at = now()`;
}
