import type { EngineContext } from "./context";
import { HOUR } from "./protocol";

/** Runs are looked at after something went wrong, which is noticed within days. */
const KEEP_ENDED_DAYS = 14;
const BATCH = 1000;
const LOCK = "patchbay engine maintenance";

/** Every hour, one process of all removes what is no longer needed. */
export function startMaintenance(engine: EngineContext, keepEndedDays = KEEP_ENDED_DAYS): { stop: () => void } {
  const timer = setInterval(() => {
    maintain(engine, keepEndedDays).catch((error: Error) => {
      engine.log.warn({ error: error.message }, "the engine could not tidy up");
    });
  }, HOUR);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Remove ended runs that are old enough, and whatever has expired. In small batches: nothing else waits for it. */
export async function maintain(engine: EngineContext, keepEndedDays: number): Promise<void> {
  await engine.sql.begin(async (tx) => {
    const [lock] = await tx<
      { mine: boolean }[]
    >`select pg_try_advisory_xact_lock(hashtextextended(${LOCK}, 0)) as mine`;
    if (!lock?.mine) return;
    await tx`delete from engine_seen where expires_at < now()`;
    await tx`delete from engine_rates where arrival_at < now()`;
    await tx`delete from engine_waits where expires_at < now()`;
    await tx`delete from engine_lanes where holders = '{}' and key not in (select lane from engine_parked)`;
    // Jobs that were replaced while they ran, in a process that then died.
    await tx`
      select 1 from graphile_worker.complete_jobs(array(
        select id from graphile_worker.jobs where locked_at is null and attempts >= max_attempts limit ${BATCH}))`;
  });
  for (let removed = BATCH; removed === BATCH; ) {
    const ended = await engine.sql`
      with gone as (
        delete from engine_runs where id in (
          select id from engine_runs where ended_at < now() - ${keepEndedDays} * interval '1 day' order by ended_at limit ${BATCH}
        ) returning id
      ), steps as (delete from engine_steps using gone where run_id = gone.id)
      select id from gone`;
    removed = ended.length;
  }
}
