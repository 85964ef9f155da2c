import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { provenTenant, type TenantId } from "@/server/domain/ids";

/** Runs that should have been walked by now: an overdue wait, or a signal that nobody took. Oldest first. */
export async function runsToWalk(): Promise<{ tenant: TenantId; runId: string }[]> {
  const rows = await systemDb().execute<{ tenant_id: string; id: string }>(sql`
    (select tenant_id, id from flow_runs where wake_at < now() - interval '2 seconds' order by wake_at limit 500)
    union
    (select s.tenant_id, s.run_id from flow_signals s where s.created_at < now() - interval '5 seconds' limit 500)`);
  return rows.map((row) => ({ tenant: provenTenant(row.tenant_id), runId: row.id }));
}
