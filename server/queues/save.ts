import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { postgresCode, type Tx, withTenant } from "@/db/tenant";
import { audit } from "../audit";
import { authorize } from "../authorize";
import type { Context } from "../context";
import { invalid, notFound, refuse } from "../errors";
import { record } from "../events";
import { readQueueLimits } from "./limits";
import { type QueueRow, readQueues } from "./list";

export const CreateQueue = z.object({
  name: z.string().trim().min(1).max(80),
  memberIds: z.array(z.uuid()).max(500),
});

export const EditQueue = CreateQueue.extend({ queueId: z.uuid() });

const UNIQUE_VIOLATION = "23505";

/** @throws AppError CONFLICT queue.nameTaken, queue.tooMany {max}, queue.tooManyAgents {max} */
export async function createQueue(ctx: Context, input: z.infer<typeof CreateQueue>): Promise<QueueRow> {
  authorize(ctx.actor, "queue.manage");
  const queueId = uuidv7();
  return saving(ctx, async (tx) => {
    const limits = await readQueueLimits(tx);
    // One at a time, or two that count at once would both find room.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('queues ' || ${ctx.tenant}, 0))`);
    const [row] = await tx.execute<{ queues: number }>(sql`select count(*)::int as queues from queues`);
    if ((row?.queues ?? 0) >= limits.queues) throw refuse("queue.tooMany", { max: limits.queues });
    await tx.execute(
      sql`insert into queues (id, name, updated_by) values (${queueId}, ${input.name}, ${ctx.actor.memberId})`,
    );
    await setMembers(tx, queueId, input.memberIds, limits.agents);
    await record(tx, ctx, "queue.changed", { data: { queueId } });
    await audit(tx, ctx, "queue.created", queueId, { name: input.name });
    return only(await readQueues(tx, [queueId]));
  });
}

/**
 * Give a queue another name or other agents. Who leaves it no longer sees what waits there from this commit on.
 * @throws AppError NOT_FOUND; CONFLICT queue.nameTaken, queue.tooManyAgents {max}
 */
export async function editQueue(
  ctx: Context,
  { queueId, name, memberIds }: z.infer<typeof EditQueue>,
): Promise<QueueRow> {
  authorize(ctx.actor, "queue.manage");
  return saving(ctx, async (tx) => {
    const renamed = await tx.execute(sql`
      update queues set name = ${name}, updated_at = now(), updated_by = ${ctx.actor.memberId}
      where id = ${queueId} returning id`);
    if (renamed.length === 0) throw notFound("queue");
    const limits = await readQueueLimits(tx);
    const { joined, left } = await setMembers(tx, queueId, memberIds, limits.agents);
    await record(tx, ctx, "queue.changed", { data: { queueId, joined, left } });
    await audit(tx, ctx, "queue.changed", queueId, { name, joined, left });
    return only(await readQueues(tx, [queueId]));
  });
}

async function saving<T>({ tenant }: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await withTenant(tenant, work);
  } catch (error) {
    if (postgresCode(error) === UNIQUE_VIOLATION) throw refuse("queue.nameTaken");
    throw error;
  }
}

/** Only people who take conversations may wait at a queue; anybody else in the list is a mistake worth hearing of. */
async function setMembers(tx: Tx, queueId: string, wanted: readonly string[], most: number) {
  const memberIds = [...new Set(wanted)];
  if (memberIds.length > most) throw refuse("queue.tooManyAgents", { max: most });
  const before = await tx.execute<{ member_id: string }>(
    sql`select member_id from queue_members where queue_id = ${queueId}`,
  );
  const had = new Set(before.map(({ member_id }) => member_id));
  const joined = memberIds.filter((id) => !had.has(id));
  const left = [...had].filter((id) => !memberIds.includes(id));
  if (joined.length > 0) {
    const fit = await tx.execute(sql`
      select id from memberships where id in ${joined} and takes_conversations and disabled_at is null for share`);
    if (fit.length < joined.length) throw invalid("queue.notAnAgent");
    await tx.execute(sql`insert into queue_members (queue_id, member_id)
      select ${queueId}::uuid, id from memberships where id in ${joined}`);
  }
  if (left.length > 0)
    await tx.execute(sql`delete from queue_members where queue_id = ${queueId} and member_id in ${left}`);
  return { joined, left };
}

function only(rows: QueueRow[]): QueueRow {
  const [row] = rows;
  if (!row) throw notFound("queue");
  return row;
}
