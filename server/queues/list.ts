import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "../authorize";
import type { Context } from "../context";
import { notFound } from "../errors";

/** A queue as the settings show it. */
export type QueueRow = {
  id: string;
  name: string;
  members: { id: string; name: string; availability: string; disabled: boolean }[];
  /** Numbers whose messages come here. */
  numbers: { id: string; address: string; channelId: string; channelName: string }[];
  waiting: number;
  /** Since when the longest waiting conversation waits; null when none does. */
  oldest: Date | null;
  updatedAt: Date;
  updatedBy: string | null;
};

/** Every queue of the workspace, by name. */
export async function listQueues({ tenant, actor }: Context): Promise<QueueRow[]> {
  authorize(actor, "queue.read");
  return withTenant(tenant, (tx) => readQueues(tx));
}

export const QueueId = z.object({ queueId: z.uuid() });

/** @throws AppError NOT_FOUND */
export async function getQueue({ tenant, actor }: Context, { queueId }: z.infer<typeof QueueId>): Promise<QueueRow> {
  authorize(actor, "queue.read");
  const [queue] = await withTenant(tenant, (tx) => readQueues(tx, [queueId]));
  if (!queue) throw notFound("queue");
  return queue;
}

/** The queues with these ids, or all of them. A member who no longer takes conversations is left out: he sees none. */
export async function readQueues(tx: Tx, ids?: readonly string[]): Promise<QueueRow[]> {
  if (ids?.length === 0) return [];
  const rows = await tx.execute<Raw>(sql`
    select q.id, q.name, q.updated_at, u.name as updated_by,
      coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'availability', m.availability,
          'disabled', m.disabled_at is not null) order by m.name, m.id)
        from queue_members qm join memberships m on m.tenant_id = qm.tenant_id and m.id = qm.member_id
        where qm.tenant_id = q.tenant_id and qm.queue_id = q.id and m.takes_conversations), '[]') as members,
      coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'address', n.address, 'channelId', c.id,
          'channelName', c.name) order by n.address)
        from channel_numbers n join channels c on c.tenant_id = n.tenant_id and c.id = n.channel_id
        where n.tenant_id = q.tenant_id and n.destination_queue_id = q.id and n.deleted_at is null), '[]') as numbers,
      w.waiting, w.oldest
    from queues q
    left join memberships u on u.tenant_id = q.tenant_id and u.id = q.updated_by
    cross join lateral (select count(*)::int as waiting, min(waiting_since) as oldest from conversations v
      where v.tenant_id = q.tenant_id and v.queue_id = q.id and v.state = 'waiting') w
    where ${ids ? sql`q.id in ${[...ids]}` : sql`true`}
    order by lower(q.name), q.id`);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    members: row.members,
    numbers: row.numbers,
    waiting: row.waiting,
    oldest: row.oldest === null ? null : new Date(row.oldest),
    updatedAt: new Date(row.updated_at),
    updatedBy: row.updated_by,
  }));
}

type Raw = Pick<QueueRow, "id" | "name" | "members" | "numbers" | "waiting"> & {
  oldest: string | null;
  updated_at: string;
  updated_by: string | null;
};

/** Somebody who may be put into a queue or be a number's destination. */
export type Agent = { id: string; name: string; email: string; availability: string };

/** Everybody who takes conversations and is not disabled, by name. */
export async function listAgents({ tenant, actor }: Context): Promise<Agent[]> {
  authorize(actor, "queue.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<Agent>(sql`
      select id, name, email, availability from memberships
      where takes_conversations and disabled_at is null order by lower(name), id`);
    return [...rows];
  });
}
