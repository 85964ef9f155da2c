import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { provenTenant, type TenantId } from "@/server/domain/ids";
import { carriers } from ".";
import type { Carrier } from "./carrier";

/**
 * Channels of every workspace that are switched on and were not checked for five minutes, longest ago first. Where a
 * check may cost something, only those whose last one was called into question by a refused login.
 */
export async function dueChecks(limit = 500): Promise<{ tenant: TenantId; channelId: string }[]> {
  const all: Carrier[] = Object.values(carriers);
  const timed = all.filter(({ timedChecks }) => timedChecks).map(({ name }) => name);
  const rows = await systemDb().execute<{ tenant_id: string; id: string }>(sql`
    select tenant_id, id from channels
    where enabled and deleted_at is null and credentials_sealed is not null and carrier <> 'sandbox'
      and (checked_at is null or (checked_at < now() - interval '290 seconds' and carrier in ${timed}))
    order by checked_at nulls first limit ${limit}`);
  return rows.map((row) => ({ tenant: provenTenant(row.tenant_id), channelId: row.id }));
}
