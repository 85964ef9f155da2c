import { EventEmitter } from "node:events";
import { Logger, run, runMigrations, type WorkerEvents, type WorkerPool } from "graphile-worker";
import type { Sql } from "postgres";
import type { EngineLog } from "./context";
import type { JobPayload, Tx } from "./protocol";
import { TASK } from "./queue";

/** The queue's own connections: one that listens, the others fetch and complete jobs in batches. */
const POOL_SIZE = 3;
/** Calls that one process makes at a time; most of a call is waiting. */
const CONCURRENCY = 50;
/** How late a job that was not due when it was added may start. */
const POLL_MS = 200;
/** Jobs fetched and not begun go back to the others after this. */
const LOCAL_QUEUE_MS = 1000;
const COMPLETE_BATCH_MS = 2;
/** Named in our SQL too, so no variable may change it. */
const SCHEMA = "graphile_worker";
const LOCK = "patchbay engine queue";

export type TakenJob = { jobId: string; poolId: string; deliveries: number; payload: JobPayload };

export type Worker = {
  poolId: string;
  /** Whether it still takes jobs. */
  alive: () => boolean;
  /** Resolves when it takes none any more, asked to or not. */
  ended: Promise<void>;
  /** Take no more jobs, and wait for those in progress. */
  stop: () => Promise<void>;
};

/** Install or bring up to date the queue's own schema. One process at a time does. */
export async function installQueue(sql: Sql, databaseUrl: string, log: EngineLog): Promise<void> {
  // A transaction for its lock's sake. Not a reserved connection: the driver (3.4.9) never hands one out that it has to
  // open first and need not ask for the arrays' types, which is so in every pool but a process's first.
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`;
    await runMigrations({ connectionString: databaseUrl, schema: SCHEMA, maxPoolSize: 1, logger: quiet(log) });
    // Adding a job takes a number from this sequence, used or not, and the column is a four-byte integer.
    await tx`
      select setval(pg_get_serial_sequence('graphile_worker._private_tasks', 'id'),
        (select coalesce(max(id), 0) + 1 from graphile_worker._private_tasks), false)`;
  });
}

/** Give back the jobs that workers had taken which are gone. */
export async function unlockJobs(tx: Tx, poolIds: string[]): Promise<void> {
  await tx`select graphile_worker.force_unlock_workers(${poolIds}::text[])`;
}

/** Take jobs from the queue, many at a time, until stopped. */
export async function startWorker(
  options: { databaseUrl: string; log: EngineLog; concurrency?: number },
  take: (job: TakenJob) => Promise<void>,
): Promise<Worker> {
  const { databaseUrl, log, concurrency = CONCURRENCY } = options;
  const events = new EventEmitter() as WorkerEvents;
  let workers: WorkerPool | undefined;
  events.on("pool:create", ({ workerPool }) => {
    workers = workerPool;
  });
  let alive = true;
  const runner = await run({
    connectionString: databaseUrl,
    schema: SCHEMA,
    maxPoolSize: POOL_SIZE,
    logger: quiet(log),
    events,
    concurrency,
    noHandleSignals: true,
    pollInterval: POLL_MS,
    taskList: {
      [TASK]: (payload, { job }) =>
        take({ jobId: job.id, poolId: job.locked_by ?? "", deliveries: job.attempts, payload: payload as JobPayload }),
    },
    preset: {
      worker: {
        localQueue: { size: concurrency, ttl: LOCAL_QUEUE_MS },
        completeJobBatchDelay: COMPLETE_BATCH_MS,
        failJobBatchDelay: COMPLETE_BATCH_MS,
      },
    },
  });
  const ended = runner.promise.then(
    () => {
      alive = false;
    },
    (error: Error) => {
      if (alive) log.error({ error: error.message }, "the queue's workers stopped");
      alive = false;
    },
  );
  if (!workers) throw new Error("the queue did not name its workers");
  return {
    poolId: workers.id,
    alive: () => alive,
    ended,
    async stop() {
      if (alive) await runner.stop().catch(() => {});
      alive = false;
      await ended;
    },
  };
}

/** The queue reports every job; only what went wrong is worth a line. */
const quiet = (log: EngineLog) =>
  new Logger(() => (level, message) => {
    if (level === "error") log.error({ queue: message }, "the queue reports an error");
    // It finds its pool small for so many jobs; ours use the engine's.
    else if (level === "warning" && !message.includes("maxPoolSize")) log.warn({ queue: message }, "the queue warns");
  });
