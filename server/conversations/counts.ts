import { sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { cursorOf, reachOf } from "@/server/realtime/cursor";

export type WaitingCount = { waiting: number; oldest: Date | null };

/** The numbers beside a person's lists: the same conversations that the lists show, found along the same indexes. */
export async function countConversations({ tenant, actor }: Context) {
  authorize(actor, "inbox.read");
  return withTenant(tenant, async (tx) => {
    const cursor = await cursorOf(tx);
    const me = actor.memberId;
    const shown = sql`not exists (select 1 from conversation_reads h where h.conversation_id = c.id and h.member_id = ${me} and h.hidden)`;
    const [[mine], queues, [everyone]] = await Promise.all([
      tx.execute<{ unread: number; open: number }>(sql`
        select count(*) filter (where c.inbound_count > coalesce(r.read_inbound_count, 0))::int as unread, count(*)::int as open
        from conversations c
        left join conversation_reads r on r.conversation_id = c.id and r.member_id = ${me}
        where c.owner_id = ${me} and c.owner_place = 'recent' and c.state = 'active'`),
      tx.execute<{ id: string; name: string; waiting: number; oldest: string | null }>(sql`
        select q.id, q.name, count(c.id)::int as waiting, min(c.waiting_since) as oldest
        from queue_members qm join queues q on q.id = qm.queue_id
        left join conversations c on c.queue_id = q.id and c.state = 'waiting' and c.audience = 'queue' and ${shown}
        where qm.member_id = ${me} and ${actor.takesConversations} group by q.id, q.name order by q.name`),
      tx.execute<{ waiting: number; oldest: string | null }>(sql`
        select count(*)::int as waiting, min(c.waiting_since) as oldest from conversations c
        where c.state = 'waiting' and c.audience = 'everyone' and ${shown} and ${actor.takesConversations}`),
    ]);
    const count = ({ waiting, oldest }: { waiting: number; oldest: string | null }): WaitingCount => ({
      waiting,
      oldest: oldest ? new Date(oldest) : null,
    });
    const perQueue = queues.map((queue) => ({ id: queue.id, name: queue.name, ...count(queue) }));
    const forAll = count(everyone!);
    return {
      unread: mine!.unread,
      open: mine!.open,
      waiting: forAll.waiting + perQueue.reduce((sum, { waiting }) => sum + waiting, 0),
      queues: perQueue,
      everyone: forAll,
      cursor,
      reach: await reachOf(tx),
    };
  });
}
