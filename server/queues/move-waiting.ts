import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Context } from "../context";
import { addLine } from "../conversations/timeline";
import { notFound } from "../errors";
import { record } from "../events";

/**
 * Put everything that waits in one queue into another, each with its line in the timeline.
 * @returns how many were moved. @throws AppError NOT_FOUND when the other queue is gone.
 */
export async function moveWaiting(ctx: Context, tx: Tx, from: string, to: string): Promise<number> {
  const queues = await tx.execute<{ id: string; name: string }>(
    sql`select id, name from queues where id in (${from}, ${to}) order by id for key share`,
  );
  const name = (id: string) => queues.find((queue) => queue.id === id)?.name;
  const [fromName, toName] = [name(from), name(to)];
  if (fromName === undefined || toName === undefined) throw notFound("queue");
  const waiting = await tx.execute<{ id: string }>(sql`
    select id from conversations where queue_id = ${from} and state = 'waiting' order by id for update`);
  for (const { id } of waiting) {
    await tx.execute(sql`update conversations set queue_id = ${to}, audience = 'queue' where id = ${id}`);
    const seq = await addLine(tx, ctx.actor, id, "transferred", { from: fromName, to: toName });
    await record(tx, ctx, "conversation.transferred", {
      conversationId: id,
      data: { seqs: [seq], by: ctx.actor.memberId },
      before: { owner: null, queue: from, everyone: false },
      after: { owner: null, queue: to, everyone: false },
    });
  }
  return waiting.length;
}
