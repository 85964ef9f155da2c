import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import type { Audience } from "@/server/domain/visibility";
import { notFound, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { signalConversation } from "@/server/flows/signal";
import { addNoteLine } from "./add-note";
import { lockConversation, requireOwner } from "./lock";
import { visibleRow } from "./read-row";
import { addLine } from "./timeline";

export const Transfer = z.object({
  conversationId: z.uuid(),
  to: z.union([z.object({ memberId: z.uuid() }), z.object({ queueId: z.uuid() })]),
  note: z.string().trim().max(5000).optional(),
});

/**
 * Hand a conversation to a colleague or to a queue, with its whole history. Returns its row when the giver still sees
 * it (he is of the queue himself), else null.
 * @throws AppError CONFLICT `sameOwner`, `targetDisabled`, `queueEmpty`, `notOwner`, `closed`
 */
export async function transferConversation(ctx: Context, { conversationId, to, note }: z.infer<typeof Transfer>) {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.transfer");
  return withTenant(tenant, async (tx) => {
    const found = await lockConversation(tx, actor, conversationId);
    requireOwner(found, actor);
    const seqs = note ? [await addNoteLine(tx, actor, conversationId, note)] : [];
    const target =
      "memberId" in to
        ? await toMember(tx, ctx, conversationId, to.memberId)
        : await toQueue(tx, conversationId, to.queueId);
    await signalConversation(tx, tenant, conversationId, { kind: "takeover", at: Date.now() });
    seqs.push(await addLine(tx, actor, conversationId, "transferred", { from: actor.name, to: target.name }));
    await record(tx, ctx, "conversation.transferred", {
      conversationId,
      data: { seqs, by: actor.memberId },
      before: found.audience,
      after: target.audience,
    });
    return visibleRow(tx, actor, conversationId);
  });
}

type Target = { name: string; audience: Audience };

async function toMember(tx: Tx, { actor }: Context, conversationId: string, memberId: string): Promise<Target> {
  if (memberId === actor.memberId) throw refuse("sameOwner");
  const [member] = await tx.execute<{ name: string; usable: boolean }>(sql`
    select name, disabled_at is null and takes_conversations as usable from memberships where id = ${memberId}`);
  if (!member) throw notFound("member");
  if (!member.usable) throw refuse("targetDisabled", { name: member.name });
  const [row] = await tx.execute<{ contact_id: string; inbound_count: number }>(sql`
    update conversations set owner_id = ${memberId}, owner_place = 'recent', archived_until = null, taken_over_at = now()
    where id = ${conversationId} returning contact_id, inbound_count`);
  await tx.execute(sql`update contacts set owner_id = ${memberId} where id = ${row!.contact_id}`);
  // It comes to the colleague unread, even if he has read it before.
  await tx.execute(sql`
    update conversation_reads set hidden = false, read_inbound_count = least(read_inbound_count, ${Math.max(0, row!.inbound_count - 1)})
    where conversation_id = ${conversationId} and member_id = ${memberId}`);
  return { name: member.name, audience: { owner: memberId, queue: null, everyone: false } };
}

async function toQueue(tx: Tx, conversationId: string, queueId: string): Promise<Target> {
  const [queue] = await tx.execute<{ name: string; members: boolean }>(sql`
    select q.name, exists (select 1 from queue_members qm join memberships m on m.id = qm.member_id
      where qm.queue_id = q.id and m.disabled_at is null and m.takes_conversations) as members
    from queues q where q.id = ${queueId}`);
  if (!queue) throw notFound("queue");
  if (!queue.members) throw refuse("queueEmpty", { name: queue.name });
  await tx.execute(sql`
    update conversations set state = 'waiting', audience = 'queue', queue_id = ${queueId}, owner_id = null,
      owner_place = 'recent', archived_until = null, waiting_since = now()
    where id = ${conversationId}`);
  return { name: queue.name, audience: { owner: null, queue: queueId, everyone: false } };
}
