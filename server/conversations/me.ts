import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import type { Availability } from "@/server/domain/availability";
import { cursorOf } from "@/server/realtime/cursor";

/** Who is looking at the inbox: himself, his workspace, its queues, and the other workspaces he belongs to. */
export async function readMe({ tenant, actor }: Context) {
  authorize(actor, "inbox.read");
  const others = systemDb().execute<{ name: string; slug: string }>(sql`
    select t.name, t.slug from memberships m join tenants t on t.id = m.tenant_id
    where m.user_id = ${actor.userId} and m.disabled_at is null and t.id <> ${tenant} order by t.name`);
  return withTenant(tenant, async (tx) => {
    const cursor = await cursorOf(tx);
    const [[me], [workspace], queues] = await Promise.all([
      tx.execute<{ email: string; availability: Availability }>(
        sql`select email, availability from memberships where id = ${actor.memberId}`,
      ),
      tx.execute<{ name: string; slug: string; time_zone: string; locale: string; short_id: string }>(sql`
        select name, slug, time_zone, locale, short_id from tenants`),
      tx.execute<{ id: string; name: string; mine: boolean }>(sql`
        select q.id, q.name, exists (select 1 from queue_members m where m.queue_id = q.id and m.member_id = ${actor.memberId}) as mine
        from queues q order by q.name`),
    ]);
    return {
      member: {
        id: actor.memberId,
        name: actor.name,
        email: me!.email,
        role: actor.role,
        takesConversations: actor.takesConversations,
        rights: [...actor.rights],
        availability: me!.availability,
      },
      tenant: {
        name: workspace!.name,
        slug: workspace!.slug,
        timeZone: workspace!.time_zone,
        locale: workspace!.locale,
        shortId: workspace!.short_id,
      },
      queues: [...queues],
      others: [...(await others)],
      cursor,
    };
  });
}
