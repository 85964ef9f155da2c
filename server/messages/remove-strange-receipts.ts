import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { isKnown } from "./apply-receipt";

/** How long a receipt waits for the message that it is about. Unit: days. */
const KEPT_DAYS = 7;
const AT_ONCE = 5000;

/**
 * Receipts of ids that never became known are kept a week: longer than any carrier takes to answer, and than one tells
 * the same again. Those whose message turned up meanwhile stay with it. Returns how many were removed.
 */
export async function removeStrangeReceipts(): Promise<number> {
  for (let removed = 0; ; ) {
    const [row] = await systemDb().execute<{ looked: number; removed: number }>(sql`
      with old as (
        select r.tenant_id, r.channel_id, r.dedupe_key, ${isKnown(sql`r.tenant_id`, sql`r.channel_id`, sql`r.external_id`)} as known
        from message_receipts r where not r.known and r.received_at < now() - make_interval(days => ${KEPT_DAYS})
        order by r.received_at limit ${AT_ONCE}
      ), settled as (
        update message_receipts r set known = true from old
        where old.known and (r.tenant_id, r.channel_id, r.dedupe_key) = (old.tenant_id, old.channel_id, old.dedupe_key)
      ), gone as (
        delete from message_receipts r using old
        where not old.known and (r.tenant_id, r.channel_id, r.dedupe_key) = (old.tenant_id, old.channel_id, old.dedupe_key)
        returning 1
      )
      select (select count(*) from old)::int as looked, (select count(*) from gone)::int as removed`);
    removed += row?.removed ?? 0;
    if ((row?.looked ?? 0) < AT_ONCE) return removed;
  }
}
