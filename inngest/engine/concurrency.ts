import { type EngineContext, transaction } from "./context";
import { expression } from "./expressions";
import type { EngineEvent, Lane, Run, Tx } from "./protocol";
import { enqueue, type Job } from "./queue";
import type { Plan } from "./settings";

/**
 * Limits count calls in flight, not runs: a run that sleeps or waits holds no place. A limit is a lane: a row with the
 * holders of its places. A call that finds none free is parked there, under the row's lock, and whoever leaves puts the
 * next one back into the queue. Nobody polls.
 */

/** The lanes that a run's calls go through: worked out once, when it is made. */
export function lanesOf(plan: Plan, event: EngineEvent): Lane[] | null {
  if (plan.concurrency.length === 0) return null;
  return plan.concurrency
    .map(({ limit, key, scope }, index): Lane => {
      const owner = scope === "fn" ? `${plan.id}:${index}` : scope;
      return [key === undefined ? owner : `${owner}:${JSON.stringify(expression(key)({ event }) ?? null)}`, limit];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1)); // everybody locks lanes in this order
}

/** Take a place in each of the run's lanes, or park the call at the first one that is full. */
export async function enter(engine: EngineContext, run: Run, holder: string, job: Job): Promise<boolean> {
  const lanes = run.lanes ?? [];
  // Alone, the statement is its own transaction; only a call that has to park needs more.
  if (lanes.length === 1 && lanes[0] && (await takePlace(engine.sql, lanes[0], holder))) return true;
  return transaction(engine.sql, async (tx) => {
    for (const [index, lane] of lanes.entries()) {
      if (await takePlace(tx, lane, holder)) continue;
      // The lane's row is locked though it was not updated: nobody leaves before this is written.
      await tx`
        insert into engine_parked (lane, run_id, sort_at, job)
        values (${lane[0]}, ${run.id}, to_timestamp(${run.createdAtMs - run.priority * 1000}::float8 / 1000),
          ${JSON.stringify(job)}::text::json)`;
      await leaveIn(tx, lanes.slice(0, index), holder);
      return false;
    }
    return true;
  });
}

async function takePlace(tx: Tx, [key, limit]: Lane, holder: string): Promise<boolean> {
  const taken = await tx`
    insert into engine_lanes as lane (key, holders) values (${key}, array[${holder}::text])
    on conflict (key) do update set holders = array_append(array_remove(lane.holders, ${holder}::text), ${holder}::text)
    where cardinality(array_remove(lane.holders, ${holder}::text)) < ${limit}
    returning key`;
  return taken.length > 0;
}

/** Give the places back and let the next calls in. */
export async function leave(engine: EngineContext, run: Run, holder: string): Promise<void> {
  await transaction(engine.sql, (tx) => leaveIn(tx, run.lanes ?? [], holder));
}

async function leaveIn(tx: Tx, lanes: Lane[], holder: string) {
  for (const [key] of lanes) {
    const left = tx`update engine_lanes set holders = array_remove(holders, ${holder}) where key = ${key}`.execute();
    // Sent in one go; the second looks when the first has the lane's lock.
    const done = await Promise.allSettled([left, letIn(tx, key, 1)]);
    for (const part of done) if (part.status === "rejected") throw part.reason;
  }
}

/** Take the places of pools that are gone from them. */
export async function leaveForPools(tx: Tx, poolIds: string[]): Promise<void> {
  const freed = await tx<{ key: string; places: number }[]>`
    with lane as (
      select key, holders, array(select holder from unnest(holders) holder where split_part(holder, '#', 1) <> all(${poolIds})) as left
      from engine_lanes
      where exists (select 1 from unnest(holders) holder where split_part(holder, '#', 1) = any(${poolIds}))
      order by key for update
    )
    update engine_lanes set holders = lane.left from lane where engine_lanes.key = lane.key
    returning engine_lanes.key, cardinality(lane.holders) - cardinality(lane.left) as places`;
  for (const { key, places } of freed) await letIn(tx, key, places);
}

async function letIn(tx: Tx, lane: string, places: number) {
  const next = await tx<{ job: Job }[]>`
    delete from engine_parked where id in (
      select id from engine_parked where lane = ${lane} order by sort_at, id limit ${places} for update skip locked
    ) returning job`;
  await enqueue(
    tx,
    next.map(({ job }) => job),
  );
}

/** Names a call as the holder of a place: its pool, so that a dead pool's places can be found, and its job. */
export const holderOf = (poolId: string, jobId: string) => `${poolId}#${jobId}`;
