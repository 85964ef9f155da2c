import type { Output, Run, Tx } from "./protocol";
import { callKey, enqueue, type Job } from "./queue";

type Row = Omit<Run, "steps"> & { steps: Record<string, Output> | null };

/** A run with everything it remembers, or null when there is none. */
export async function loadRun(tx: Tx, id: string): Promise<Run | null> {
  const [row] = await tx<Row[]>`
    select id, fn_id as "fnId", state, events, stack, outstanding, racing, lanes, priority,
      (extract(epoch from created_at) * 1000)::float8 as "createdAtMs",
      (select json_object_agg(step_id, output) from engine_steps where run_id = engine_runs.id) as steps
    from engine_runs where id = ${id}`;
  return row ? { ...row, steps: row.steps ?? {} } : null;
}

/** The job that makes a call of a run, at its place in the queue. */
export function callJob(
  run: { id: string; priority: number },
  call: { step?: string; attempt: number; atMs?: number },
): Job {
  const { step, attempt, atMs } = call;
  const [ahead, behind] = [Math.max(run.priority, 0), Math.max(-run.priority, 0)];
  return {
    key: callKey(run.id, step),
    payload: { do: "call", run: run.id, step, attempt },
    // Going before others is having been due earlier; going after them is a rank of its own, so that nobody waits idly.
    runAtMs: ahead ? (atMs ?? Date.now()) - ahead * 1000 : atMs,
    rank: behind,
  };
}

/**
 * Remember what steps came to, within a discovery call. Each is written once; nothing is written when the run has ended
 * or has moved on since it was loaded (its version is the number of steps it remembers).
 * @returns false when nothing was written
 */
export async function remember(tx: Tx, run: Run, results: [step: string, output: Output][]): Promise<boolean> {
  if (results.length === 0) return true;
  const ids = results.map(([id]) => id);
  const outputs = results.map(([, output]) => JSON.stringify(output));
  const written = await tx`
    with run as (
      update engine_runs set stack = stack || ${ids}::text[]
      where id = ${run.id} and state = 'active' and cardinality(stack) = ${run.stack.length}
      returning id
    ), kept as (
      insert into engine_steps (run_id, step_id, output)
      select run.id, step.id, step.output::json from run, unnest(${ids}::text[], ${outputs}::text[]) as step (id, output)
    )
    select 1 from run`;
  if (written.length === 0) return false;
  for (const [id, output] of results) {
    run.stack.push(id);
    run.steps[id] = output;
  }
  return true;
}

/**
 * End an outstanding step. The first to end it wins; ending it again does nothing. When it was the last one outstanding,
 * or when the steps race, the function is asked to go on.
 * @returns whether this was the first
 */
export async function resolveStep(tx: Tx, runId: string, step: string, output: Output): Promise<boolean> {
  const [run] = await tx<{ id: string; priority: number; open: number; racing: boolean }[]>`
    with run as (
      update engine_runs
      set stack = stack || ${step}::text, outstanding = array_remove(outstanding, ${step}),
        racing = racing and cardinality(outstanding) > 1
      where id = ${runId} and state = 'active' and ${step} = any(outstanding)
      returning id, priority, cardinality(outstanding) as open, racing
    ), kept as (
      insert into engine_steps (run_id, step_id, output) select id, ${step}, ${JSON.stringify(output)}::text::json from run
    )
    select * from run`;
  if (!run) return false;
  if (run.open === 0 || run.racing) await enqueue(tx, [callJob(run, { attempt: 0 })]);
  return true;
}
