import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Context } from "@/server/context";
import { record } from "@/server/events";
import { addLine } from "./timeline";

/**
 * Nobody answers for a person who is disabled: his open conversations wait again, in the queue that their number leads
 * to, else for every agent. Nothing is lost. Part of the caller's transaction. Returns how many there were.
 */
export async function releaseConversations(tx: Tx, ctx: Context, memberId: string): Promise<number> {
  const owned = await tx.execute<{
    id: string;
    queue_id: string | null;
    queue_name: string | null;
    owner_name: string;
  }>(sql`
    select c.id, q.id as queue_id, q.name as queue_name, o.name as owner_name
    from conversations c join channel_numbers n on n.id = c.number_id join memberships o on o.id = c.owner_id
    left join queues q on q.id = n.destination_queue_id
    where c.owner_id = ${memberId} and c.state = 'active' order by c.id for update of c`);
  for (const { id, queue_id, queue_name, owner_name } of owned) {
    await tx.execute(sql`
      update conversations set state = 'waiting', audience = ${queue_id ? "queue" : "everyone"}, queue_id = ${queue_id},
        owner_id = null, owner_place = 'recent', archived_until = null, waiting_since = now()
      where id = ${id}`);
    const seq = await addLine(tx, ctx.actor, id, "transferred", {
      from: owner_name,
      ...(queue_name ? { to: queue_name } : {}),
    });
    await record(tx, ctx, "conversation.transferred", {
      conversationId: id,
      data: { seqs: [seq], by: ctx.actor.memberId },
      before: { owner: memberId, queue: null, everyone: false },
      after: { owner: null, queue: queue_id, everyone: queue_id === null },
    });
  }
  return owned.length;
}
