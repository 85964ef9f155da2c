import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Context } from "@/server/context";
import { addLine } from "@/server/conversations/timeline";
import { audienceOf } from "@/server/domain/visibility";
import { record } from "@/server/events";
import { flowsOnClosed } from "@/server/flows/on-closed";

type Open = {
  id: string;
  owner_id: string | null;
  audience: "owner" | "queue" | "everyone";
  queue_id: string | null;
};

/**
 * Close every open conversation of a number or channel that goes away, each with its line in the timeline, and take
 * back what waited to be sent. `of` is a condition on the conversations table `c`. Returns how many were closed.
 */
export async function closeOpen(ctx: Context, tx: Tx, of: SQL): Promise<number> {
  const open = await tx.execute<Open>(sql`
    select c.id, c.owner_id, c.audience, c.queue_id from conversations c
    where ${of} and c.state <> 'closed' order by c.id for update`);
  await tx.execute(sql`
    update messages m set state = 'cancelled', state_at = now(), due_at = null
    where m.state in ('held', 'queued') and m.conversation_id in (
      select c.id from conversations c where ${of} and c.state <> 'closed')`);
  for (const { id, owner_id, audience, queue_id } of open) {
    const seq = await addLine(tx, ctx.actor, id, "closed");
    await tx.execute(sql`
      update conversations set state = 'closed', closed_at = now(), close_reason = 'admin', waiting_since = null,
        owner_place = case owner_place when 'removed' then 'removed' else 'archived' end, archived_until = null,
        audience = 'owner'
      where id = ${id}`);
    await flowsOnClosed(tx, ctx.tenant, id);
    await record(tx, ctx, "conversation.closed", {
      conversationId: id,
      data: { seqs: [seq], by: ctx.actor.memberId },
      before: audienceOf({ audience, ownerId: owner_id, queueId: queue_id }),
      // One that nobody had picked up is from now on in the records only.
      after: { owner: owner_id, queue: null, everyone: false },
    });
  }
  return open.length;
}
