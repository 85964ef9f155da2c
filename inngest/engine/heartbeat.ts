import { leaveForPools } from "./concurrency";
import { type EngineContext, transaction } from "./context";
import { SECOND } from "./protocol";
import { unlockJobs } from "./worker";

export type Heartbeat = {
  /** Resolves with the first sign of life: what is taken before it could be given away at once. */
  first: Promise<void>;
  lastBeatMs: () => number;
  stop: () => Promise<void>;
};

const BEAT_MS = SECOND;
/** A process that is silent for so long is taken to be gone; if it is not, its results are refused. */
const DEAD_AFTER_MS = 5 * SECOND;

/** Show signs of life, and give away what the silent have left behind. */
export function startHeartbeat(
  engine: EngineContext,
  poolId: string,
  { beatMs = BEAT_MS, deadAfterMs = DEAD_AFTER_MS }: { beatMs?: number; deadAfterMs?: number },
): Heartbeat {
  let lastBeatMs = Date.now();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let beating = Promise.resolve();
  let shown = () => {};
  const first = new Promise<void>((resolve) => {
    shown = resolve;
  });
  const beat = async () => {
    try {
      await engine.sql`
        insert into engine_processes (pool_id, beat_at) values (${poolId}, now())
        on conflict (pool_id) do update set beat_at = now()`;
      lastBeatMs = Date.now();
      shown();
      await bury(engine, deadAfterMs);
    } catch (error) {
      engine.log.warn({ error: (error as Error).message }, "the engine's heartbeat failed");
    }
    if (!stopped) timer = setTimeout(again, beatMs);
  };
  const again = () => {
    beating = beat();
  };
  again();
  return {
    first,
    lastBeatMs: () => lastBeatMs,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await beating;
      // What it still holds after a graceful stop is given away at once, not when its silence is noticed.
      await release(engine, [poolId]);
    },
  };
}

/** Pools that are silent, and pools that hold something and were never heard of. */
async function bury(engine: EngineContext, deadAfterMs: number): Promise<void> {
  const dead = await engine.sql<{ id: string }[]>`
    select pool_id as id from engine_processes where beat_at < now() - ${deadAfterMs}::float8 * interval '1 ms'
    union
    select locked_by from graphile_worker.jobs
    where locked_at < now() - ${deadAfterMs}::float8 * interval '1 ms' and locked_by not in (select pool_id from engine_processes)
    union
    select split_part(holder, '#', 1) from engine_lanes, unnest(holders) holder
    where split_part(holder, '#', 1) not in (select pool_id from engine_processes)`;
  if (dead.length === 0) return;
  const ids = dead.map(({ id }) => id);
  await release(engine, ids);
  engine.log.warn({ pools: ids }, "gave away the work of processes that are gone");
}

async function release(engine: EngineContext, ids: string[]): Promise<void> {
  await transaction(engine.sql, async (tx) => {
    await tx`delete from engine_processes where pool_id = any(${ids})`;
    await leaveForPools(tx, ids);
    await unlockJobs(tx, ids); // they are found by the next poll
  });
}
