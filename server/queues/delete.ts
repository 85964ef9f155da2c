import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { audit } from "../audit";
import { authorize } from "../authorize";
import type { Context } from "../context";
import { AppError, notFound, refuse } from "../errors";
import { record } from "../events";
import { refuseIfUsed } from "../flows/uses";
import { moveWaiting } from "./move-waiting";

/** Where what depends on a deleted queue goes instead. */
const Destination = z.union([z.object({ queueId: z.uuid() }), z.object({ memberId: z.uuid() })]);

export const DeleteQueues = z.object({
  queueIds: z.array(z.uuid()).min(1).max(128),
  /** The numbers that lead to these queues lead here from now on. */
  numbersTo: Destination.optional(),
  /** The conversations that wait in these queues wait here from now on. */
  waitingTo: z.uuid().optional(),
});

/** What became of one queue of a bulk deletion. */
export type QueueDeletion = { queueId: string; name: string } & (
  | { deleted: true }
  | { deleted: false; reason: string; params: Record<string, string | number> }
);

/**
 * Delete queues, each in a transaction of its own, and report on each. One that numbers lead to or in which somebody
 * waits stays, unless the request says where those go instead.
 */
export async function deleteQueues(ctx: Context, input: z.infer<typeof DeleteQueues>): Promise<QueueDeletion[]> {
  authorize(ctx.actor, "queue.manage");
  const doomed = new Set(input.queueIds);
  const replacement = input.numbersTo && "queueId" in input.numbersTo ? input.numbersTo.queueId : undefined;
  if ((replacement && doomed.has(replacement)) || (input.waitingTo && doomed.has(input.waitingTo)))
    throw refuse("queue.replacedByItself");
  const report: QueueDeletion[] = [];
  for (const queueId of doomed) report.push(await deleteOne(ctx, queueId, input));
  return report;
}

async function deleteOne(ctx: Context, queueId: string, input: z.infer<typeof DeleteQueues>): Promise<QueueDeletion> {
  let name = "";
  try {
    await withTenant(ctx.tenant, async (tx) => {
      // Whoever would point a number or a conversation here waits for this row, and then does not find it.
      const [queue] = await tx.execute<{ name: string }>(sql`select name from queues where id = ${queueId} for update`);
      if (!queue) throw notFound("queue");
      name = queue.name;
      await refuseIfUsed(tx, "queues", [queueId]);
      await freeNumbers(ctx, tx, queueId, input.numbersTo);
      await freeConversations(ctx, tx, queueId, input.waitingTo);
      await tx.execute(sql`delete from queues where id = ${queueId}`);
      await record(tx, ctx, "queue.changed", { data: { queueId, deleted: true } });
      await audit(tx, ctx, "queue.deleted", queueId, { name });
    });
    return { queueId, name, deleted: true };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { queueId, name, deleted: false, reason: error.reason, params: error.params };
  }
}

async function freeNumbers(ctx: Context, tx: Tx, queueId: string, to: z.infer<typeof Destination> | undefined) {
  const numbers = await tx.execute<{ address: string; channel_id: string }>(sql`
    select address, channel_id from channel_numbers
    where destination_queue_id = ${queueId} and deleted_at is null order by address for update`);
  if (numbers.length > 0) {
    if (!to) {
      const addresses = numbers.map(({ address }) => address).join(", ");
      throw refuse("queue.isDestination", { count: numbers.length, numbers: addresses });
    }
    const [queue, member] = "queueId" in to ? [to.queueId, null] : [null, to.memberId];
    await checkDestination(tx, to);
    await tx.execute(sql`update channel_numbers set destination_queue_id = ${queue}, destination_member_id = ${member}
      where destination_queue_id = ${queueId} and deleted_at is null`);
    for (const channelId of new Set(numbers.map(({ channel_id }) => channel_id))) {
      await record(tx, ctx, "channel.changed", { data: { channelId } });
      await audit(tx, ctx, "channel.numbers_changed", channelId, { from: { queueId }, to });
    }
  }
  // Numbers that were deleted long ago still name it; nothing is sent there any more.
  await tx.execute(sql`update channel_numbers set destination_queue_id = null where destination_queue_id = ${queueId}`);
}

async function freeConversations(ctx: Context, tx: Tx, queueId: string, to: string | undefined) {
  const [row] = await tx.execute<{ waiting: number }>(
    sql`select count(*)::int as waiting from conversations where queue_id = ${queueId} and state = 'waiting'`,
  );
  if (row && row.waiting > 0) {
    if (!to) throw refuse("queue.hasWaiting", { count: row.waiting });
    await moveWaiting(ctx, tx, queueId, to);
  }
  // What was picked up or closed keeps its history by name in the timeline. One that was closed while it waited here is
  // seen by nobody but the records from now on.
  await tx.execute(sql`update conversations set queue_id = null, audience = case audience when 'queue' then 'owner' else audience end
    where queue_id = ${queueId} and state <> 'waiting'`);
}

/** @throws AppError NOT_FOUND when it is gone; CONFLICT targetDisabled for an agent who takes no conversations. */
export async function checkDestination(tx: Tx, to: z.infer<typeof Destination>): Promise<void> {
  if ("queueId" in to) {
    const found = await tx.execute(sql`select 1 from queues where id = ${to.queueId} for key share`);
    if (found.length === 0) throw notFound("queue");
    return;
  }
  const [member] = await tx.execute<{ name: string; fit: boolean }>(sql`
    select name, takes_conversations and disabled_at is null as fit from memberships where id = ${to.memberId} for key share`);
  if (!member) throw notFound("member");
  if (!member.fit) throw refuse("targetDisabled", { name: member.name });
}
