import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";

/** Events older than a month told everybody whom they concern. In small bites, so that nothing waits for them. */
export async function removeOldEvents(): Promise<number> {
  for (let removed = 0; ; ) {
    const rows = await systemDb().execute(sql`
      delete from events where (tenant_id, id) in (
        select tenant_id, id from events where created_at < now() - interval '30 days' and seq is not null limit 5000)
      returning 1`);
    removed += rows.length;
    if (rows.length < 5000) return removed;
  }
}
