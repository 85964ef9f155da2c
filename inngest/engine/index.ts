import type { Inngest, InngestFunction } from "inngest";
import type { Sql } from "postgres";
import { answerSdk } from "./answer-sdk";
import { sdkCaller } from "./call-sdk";
import type { EngineContext, EngineLog, Walk } from "./context";
import { startCrons } from "./cron";
import { ingestEvents } from "./ingest-events";
import { keepWorking, type Work } from "./keep-working";
import { startMaintenance } from "./maintenance";
import { type EngineEvent, HOUR, type Tx } from "./protocol";
import { type Backoff, backoff } from "./retry";
import { readSettings } from "./settings";
import { installQueue } from "./worker";

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

type Running = { work: Work; timers: { stop: () => void }[] };

/**
 * The embedded engine: plays an Inngest server for the functions of one client, over PostgreSQL and in process.
 * Throws when a function carries a setting that it does not support.
 */
export function createEngine(options: EngineOptions): Engine {
  const { client, functions, sql, databaseUrl, log } = options;
  const engine: EngineContext = {
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
      const work = await keepWorking(engine, options);
      const [crons, maintenance] = [startCrons(engine), startMaintenance(engine, options.keepEndedDays)];
      running = { work, timers: [crons, maintenance] };
      log.info({ functions: engine.plans.size }, "engine started");
    },
    async stop(withinMs = STOP_WITHIN_MS) {
      if (!running) return;
      const { work, timers } = running;
      running = undefined;
      for (const timer of timers) timer.stop();
      await work.stop(withinMs);
      log.info({}, "engine stopped");
    },
    check() {
      if (!running) throw new Error("the engine was not started");
      running.work.check();
    },
  };
}
