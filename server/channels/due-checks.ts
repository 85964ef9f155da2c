import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { provenTenant, type TenantId } from "@/server/domain/ids";

/** Channels of every workspace that are switched on and were not checked for five minutes, longest ago first. */
export async function dueChecks(limit = 500): Promise<{ tenant: TenantId; channelId: string }[]> {
  const rows = await systemDb().execute<{ tenant_id: string; id: string }>(sql`
    select tenant_id, id from channels
    where enabled and deleted_at is null and credentials_sealed is not null and carrier <> 'sandbox'
      and (checked_at is null or checked_at < now() - interval '290 seconds')
    order by checked_at nulls first limit ${limit}`);
  return rows.map((row) => ({ tenant: provenTenant(row.tenant_id), channelId: row.id }));
}
