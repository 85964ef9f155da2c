import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { keepLearned } from "./learned";

/**
 * Webhooks that were taken or refused are kept a month, and what they tell of their channels for good; what waits or is
 * stuck stays until somebody has dealt with it.
 */
export async function removeOldWebhooks(): Promise<number> {
  await keepLearned();
  for (let removed = 0; ; ) {
    const rows = await systemDb().execute(sql`
      delete from webhook_journal where (tenant_id, id) in (
        select tenant_id, id from webhook_journal
        where received_at < now() - interval '30 days' and state in ('done', 'refused') limit 5000)
      returning 1`);
    removed += rows.length;
    if (rows.length < 5000) return removed;
  }
}
