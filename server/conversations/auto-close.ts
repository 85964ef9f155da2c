import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { provenTenant } from "@/server/domain/ids";
import { audienceOf } from "@/server/domain/visibility";
import { record } from "@/server/events";
import { flowsOnClosed } from "@/server/flows/on-closed";
import { addLine } from "./timeline";

/**
 * Close what nobody wrote in for as long as its channel says (N × 24 hours since the last message either way; notes do
 * not count). One that waited belongs to nobody afterwards. Each is asked again under its own lock, so a message that
 * comes at the same instant keeps it open. Returns how many were looked at.
 */
export async function closeIdle(): Promise<number> {
  const due = await systemDb().execute<{ tenant_id: string; id: string }>(sql`
    select c.tenant_id, c.id from channels ch
    join conversations c on c.tenant_id = ch.tenant_id and c.channel_id = ch.id
    where ch.auto_close_days is not null and c.state in ('waiting', 'active')
      and c.last_activity_at < now() - ch.auto_close_days * interval '24 hours'
    limit 1000`);
  for (const { tenant_id, id } of due) await closeIfIdle(tenant_id, id);
  return due.length;
}

async function closeIfIdle(tenantId: string, conversationId: string): Promise<void> {
  const tenant = provenTenant(tenantId);
  await withTenant(tenant, async (tx) => {
    const [idle] = await tx.execute<{
      audience: "owner" | "queue" | "everyone";
      owner_id: string | null;
      queue_id: string | null;
    }>(sql`
      select c.audience, c.owner_id, c.queue_id from conversations c join channels ch on ch.id = c.channel_id
      where c.id = ${conversationId} and c.state in ('waiting', 'active')
        and c.last_activity_at < now() - ch.auto_close_days * interval '24 hours'
      for update of c`);
    if (!idle) return;
    const before = audienceOf({ audience: idle.audience, ownerId: idle.owner_id, queueId: idle.queue_id });
    const seq = await addLine(tx, { kind: "system", name: "auto-close" }, conversationId, "closed");
    await tx.execute(sql`
      update conversations set state = 'closed', closed_at = now(), close_reason = 'auto', owner_place = 'archived',
        audience = 'owner', waiting_since = null, archived_until = null
      where id = ${conversationId}`);
    await flowsOnClosed(tx, tenant, conversationId);
    await record(tx, { tenant }, "conversation.closed", {
      conversationId,
      data: { seqs: [seq] },
      before,
      after: { owner: idle.owner_id, queue: null, everyone: false },
    });
  });
}
