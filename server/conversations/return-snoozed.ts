import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { provenTenant } from "@/server/domain/ids";
import { record } from "@/server/events";

/** Bring back to Recent what was put aside until now. The condition is asked again by the change itself. Returns how many. */
export async function returnSnoozed(): Promise<number> {
  const due = await systemDb().execute<{ tenant_id: string; id: string }>(sql`
    select tenant_id, id from conversations
    where archived_until <= now() and owner_place = 'archived' and state <> 'closed' limit 1000`);
  for (const row of due) {
    const tenant = provenTenant(row.tenant_id);
    await withTenant(tenant, async (tx) => {
      const [back] = await tx.execute<{ owner_id: string | null }>(sql`
        update conversations set owner_place = 'recent', archived_until = null
        where id = ${row.id} and archived_until <= now() and owner_place = 'archived' and state <> 'closed' returning owner_id`);
      if (!back) return;
      await record(tx, { tenant }, "conversation.archived", {
        conversationId: row.id,
        after: { owner: back.owner_id, queue: null, everyone: false },
      });
    });
  }
  return due.length;
}
