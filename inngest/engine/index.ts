import type { Inngest, InngestFunction } from "inngest";
import type { Sql } from "postgres";
import { answerSdk } from "./answer-sdk";
import { sdkCaller } from "./call-sdk";
import { type EngineContext, type EngineLog, transaction, type Walk } from "./context";
import { startCrons } from "./cron";
import { cancelRun } from "./end-run";
import { takeHeld } from "./gates";
import { startHeartbeat } from "./heartbeat";
import { ingestEvents } from "./ingest-events";
import { startMaintenance } from "./maintenance";
import { type EngineEvent, HOUR, type Tx } from "./protocol";
import { type Backoff, backoff } from "./retry";
import { readSettings } from "./settings";
import { startRuns } from "./start-runs";
import { resolveStep } from "./steps";
import { walkRun } from "./walk-run";
import { installQueue, startWorker, type TakenJob, type Worker } from "./worker";

export type EngineOptions = {
  /** The one client: built with a `fetch` that ends in this engine's. */
  client: Inngest.Any;
  functions: InngestFunction.Any[];
  /** The owner's pool: the engine's tables are its alone. */
  sql: Sql;
  /** For the queue's own small pool. */
  databaseUrl: string;
  log: EngineLog;
  /** Calls made at a time in this process. */
  concurrency?: number;
  backoff?: Backoff;
  beatMs?: number;
  deadAfterMs?: number;
  keepEndedDays?: number;
};

export type Engine = {
  /** What the client's `fetch` becomes: events, checkpoints and registration are answered in process. */
  fetch: typeof fetch;
  /** Send events as part of the owner's transaction: they are there if and when it commits. */
  enqueueEvent: (tx: Tx, events: EngineEvent | EngineEvent[]) => Promise<void>;
  /** Install the queue's schema. Before the first event is sent to a new database. */
  install: () => Promise<void>;
  /** Take jobs, keep schedules, tidy up. A process that only sends events does not. */
  start: () => Promise<void>;
  /** Take no more jobs, and wait for those in progress at most this long; what is left is given to others. */
  stop: (withinMs?: number) => Promise<void>;
  /** Throws when this process should be running functions and is not. */
  check: () => void;
};

const CALL_TIMEOUT_MS = 2 * HOUR;
const STOP_WITHIN_MS = 1000;
/** A process whose last sign of life is older than this does not work, whatever it says. */
const UNWELL_AFTER_MS = 10_000;

type Running = { worker: Worker; stop: () => void; heartbeat: ReturnType<typeof startHeartbeat> };

/**
 * The embedded engine: plays an Inngest server for the functions of one client, over PostgreSQL and in process.
 * Throws when a function carries a setting that it does not support.
 */
export function createEngine(options: EngineOptions): Engine {
  const { client, functions, sql, databaseUrl, log } = options;
  const engine: EngineContext = {
    appId: client.id,
    sql,
    log,
    plans: readSettings(client, functions),
    call: sdkCaller(client, functions),
    ingest: (tx, events) => ingestEvents(engine, tx, events),
    walks: new Map<string, Walk>(),
    backoff: options.backoff ?? backoff,
    callTimeoutMs: CALL_TIMEOUT_MS,
  };
  let running: Running | undefined;
  return {
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input);
      const body = init?.body ?? (input instanceof Request ? await input.text() : "");
      return answerSdk(engine, url, String(body));
    },
    enqueueEvent: (tx, events) => ingestEvents(engine, tx, [events].flat()),
    install: () => installQueue(sql, databaseUrl, log),
    async start() {
      if (running) return;
      const { concurrency } = options;
      let alive = (_: Promise<void>) => {};
      const shown = new Promise<void>((resolve) => {
        alive = resolve;
      });
      const worker = await startWorker({ databaseUrl, log, concurrency }, async (job) => {
        await shown;
        await perform(engine, job);
      });
      const heartbeat = startHeartbeat(engine, worker.poolId, options);
      alive(heartbeat.first);
      const [crons, maintenance] = [startCrons(engine), startMaintenance(engine, options.keepEndedDays)];
      running = {
        worker,
        heartbeat,
        stop: () => {
          crons.stop();
          maintenance.stop();
        },
      };
      log.info({ functions: engine.plans.size, pool: worker.poolId }, "engine started");
    },
    async stop(withinMs = STOP_WITHIN_MS) {
      if (!running) return;
      const { worker, heartbeat, stop } = running;
      running = undefined;
      stop();
      const stopped = worker.stop();
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([stopped, new Promise((resolve) => (timer = setTimeout(resolve, withinMs)))]);
      clearTimeout(timer);
      await heartbeat.stop();
      log.info({ pool: worker.poolId }, "engine stopped");
    },
    check() {
      if (!running?.worker.alive()) throw new Error("the engine takes no jobs");
      const silentMs = Date.now() - running.heartbeat.lastBeatMs();
      if (silentMs > UNWELL_AFTER_MS)
        throw new Error(`the engine's last sign of life is ${Math.round(silentMs / 1000)} s old`);
    },
  };
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
      if (!plan) return;
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
