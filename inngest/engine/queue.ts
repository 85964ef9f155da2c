import type { JobPayload, Tx } from "./protocol";

/**
 * The seam to the queue beneath (graphile-worker): these two functions and `worker.ts` are all that know it.
 * Both are SQL of the caller's transaction: a job is there if and when it commits.
 */

/** The one task: what a job asks for is in its payload. */
export const TASK = "engine";

/**
 * The queue's own retries are for a lost database connection alone; a call that fails is asked for again by the engine.
 */
const MAX_DELIVERIES = 100;

export type Job = {
  /** At most one waiting job has a key: adding it again replaces what waits, and is new beside what runs. */
  key: string;
  payload: JobPayload;
  /** Not before this; milliseconds since 1970. Absent: now. */
  runAtMs?: number;
  /** Lower goes first among jobs that are due; then the one due earlier. */
  rank?: number;
};

/** Put jobs in the queue. Of several with one key the last counts. */
export async function enqueue(tx: Tx, asked: Job[]): Promise<void> {
  if (asked.length === 0) return;
  const jobs = [...new Map(asked.map((job) => [job.key, job])).values()];
  const keys = jobs.map(({ key }) => key);
  const payloads = jobs.map(({ payload }) => JSON.stringify(payload));
  const times = jobs.map(({ runAtMs }) => runAtMs ?? null);
  const ranks = jobs.map(({ rank }) => Math.min(Math.max(Math.round(rank ?? 0), 0), 32_767));
  await tx`
    select 1 from graphile_worker.add_jobs(array(
      select (${TASK}, job.payload::json, null, to_timestamp(job.at / 1000), ${MAX_DELIVERIES}::smallint, job.key, job.rank, null)
        ::graphile_worker.job_spec
      from unnest(${keys}::text[], ${payloads}::text[], ${times}::float8[], ${ranks}::smallint[]) as job (key, payload, at, rank)
    ))`;
}

/** Take waiting jobs out of the queue. One that runs goes on, but is not delivered again. */
export async function cancel(tx: Tx, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx`select graphile_worker.remove_job(key) from unnest(${keys}::text[]) as asked (key)`;
}

/** Whether a job that runs was replaced by a newer one of the same key, which then answers for what comes next. */
export async function replaced(tx: Tx, jobId: string): Promise<boolean> {
  const [job] = await tx<{ key: string | null }[]>`select key from graphile_worker.jobs where id = ${jobId}`;
  return !job || job.key === null;
}

/** The key of a run's own call, or of one of its steps. */
export const callKey = (run: string, step = "") => `${run}/${step}`;
