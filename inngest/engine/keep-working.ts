import { type EngineContext, transaction } from "./context";
import { cancelRun } from "./end-run";
import { takeHeld } from "./gates";
import { startHeartbeat } from "./heartbeat";
import { startRuns } from "./start-runs";
import { resolveStep } from "./steps";
import { walkRun } from "./walk-run";
import { startWorker, type TakenJob } from "./worker";

export type WorkOptions = { databaseUrl: string; concurrency?: number; beatMs?: number; deadAfterMs?: number };

export type Work = { stop: (withinMs: number) => Promise<void>; check: () => void };

/** A process whose last sign of life is older than this does not work, whatever it says. */
const UNWELL_AFTER_MS = 10_000;
const REPLACE_AFTER_MS = 1_000;

/** Take jobs until stopped. Workers that give up (their database was away for long) are replaced by new ones. */
export async function keepWorking(engine: EngineContext, options: WorkOptions): Promise<Work> {
  let shift = await startShift(engine, options);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const watch = () => {
    void shift.worker.ended.then(async () => {
      if (stopped) return;
      engine.log.error({ pool: shift.worker.poolId }, "the engine's workers gave up, others take their place");
      await shift.heartbeat.stop().catch(() => {});
      timer = setTimeout(() => void replace(), REPLACE_AFTER_MS);
    });
  };
  const replace = async () => {
    try {
      shift = await startShift(engine, options);
      if (stopped) await end(shift, 0);
      else watch();
    } catch (error) {
      engine.log.error({ error: (error as Error).message }, "the engine's workers could not be replaced");
      if (!stopped) timer = setTimeout(() => void replace(), REPLACE_AFTER_MS);
    }
  };
  watch();
  return {
    async stop(withinMs) {
      stopped = true;
      clearTimeout(timer);
      await end(shift, withinMs);
    },
    check() {
      if (!shift.worker.alive()) throw new Error("the engine takes no jobs");
      const silentMs = Date.now() - shift.heartbeat.lastBeatMs();
      if (silentMs < UNWELL_AFTER_MS) return;
      throw new Error(`the engine's last sign of life is ${Math.round(silentMs / 1000)} s old`);
    },
  };
}

type Shift = Awaited<ReturnType<typeof startShift>>;

async function startShift(engine: EngineContext, options: WorkOptions) {
  let show = (_first: Promise<void>) => {};
  const shown = new Promise<void>((resolve) => {
    show = resolve;
  });
  const worker = await startWorker({ ...options, log: engine.log }, async (job) => {
    await shown;
    await perform(engine, job);
  });
  const heartbeat = startHeartbeat(engine, worker.poolId, options);
  show(heartbeat.first);
  return { worker, heartbeat };
}

/** No more jobs. What is not finished in time is given to others, though it may still go on here for a moment. */
async function end({ worker, heartbeat }: Shift, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  await Promise.race([worker.stop(), late]);
  clearTimeout(timer);
  await heartbeat.stop();
}

async function perform(engine: EngineContext, { payload, ...job }: TakenJob): Promise<void> {
  switch (payload.do) {
    case "call":
      return walkRun(engine, { ...job, payload });
    case "wake":
      await transaction(engine.sql, async (tx) => {
        if (await resolveStep(tx, payload.run, payload.step, payload.output)) {
          await tx`delete from engine_waits where run_id = ${payload.run} and step_id = ${payload.step}`;
        }
      });
      return;
    case "flush": {
      const plan = engine.plans.get(payload.fnId);
      if (!plan) throw new Error(`there is no function with the id ${payload.fnId} here; another process may have it`);
      await transaction(engine.sql, async (tx) => {
        const events = await takeHeld(tx, payload.fnId, payload.key, payload.id);
        const gate = plan.batch ? "rate" : "singleton";
        if (events.length > 0) await startRuns(engine, tx, [{ plan, events, gate }]);
      });
      return;
    }
    case "timeout":
      await transaction(engine.sql, (tx) => cancelRun(engine, tx, payload.run, "The run did not end in time."));
  }
}
