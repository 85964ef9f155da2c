import type { EngineContext } from "./context";
import { cancelRun } from "./end-run";
import { holds } from "./expressions";
import type { EngineEvent, Tx } from "./protocol";
import { callKey, cancel } from "./queue";
import { resolveStep } from "./steps";

export type Wait = {
  event: string;
  runId: string;
  /** The step that ends when the event comes; absent: the run is cancelled. */
  stepId?: string;
  condition?: string;
  /** Milliseconds from now. A step's own time-out is a job; this only limits listening. */
  timeoutMs?: number;
};

export async function addWaits(tx: Tx, waits: Wait[]): Promise<void> {
  if (waits.length === 0) return;
  const column = <K extends keyof Wait>(key: K) =>
    waits.map((wait) => wait[key] ?? null) as Exclude<Wait[K], undefined>[];
  await tx`
    insert into engine_waits (event, run_id, step_id, condition, expires_at)
    select event, run, step, condition, now() + timeout * interval '1 millisecond'
    from unnest(${column("event")}::text[], ${column("runId")}::uuid[], ${column("stepId")}::text[],
      ${column("condition")}::text[], ${column("timeoutMs")}::float8[]) as wait (event, run, step, condition, timeout)`;
}

type Listener = {
  id: string;
  event: string;
  runId: string;
  stepId: string | null;
  condition: string | null;
  trigger: EngineEvent;
};

/** Continue or cancel every run that waits for one of the events. An event and a time-out race: the first one counts. */
export async function meetWaits(engine: EngineContext, tx: Tx, events: EngineEvent[]): Promise<void> {
  const names = [...new Set(events.map(({ name }) => name))];
  // In the order of runs, which is the order their rows are locked in.
  const listeners = await tx<Listener[]>`
    select wait.id::text, wait.event, wait.run_id as "runId", wait.step_id as "stepId", wait.condition,
      run.events -> 0 as trigger
    from engine_waits wait join engine_runs run on run.id = wait.run_id and run.state = 'active'
    where wait.event = any(${names}) and (wait.expires_at is null or wait.expires_at > now())
    order by wait.run_id, wait.id`;
  for (const { id, runId, stepId, condition, trigger, ...listener } of listeners) {
    const met = events.find(
      (event) => event.name === listener.event && holds(condition, { event: trigger, async: event }),
    );
    if (!met) continue;
    await tx`delete from engine_waits where id = ${id}`;
    if (stepId === null) await cancelRun(engine, tx, runId);
    else if (await resolveStep(tx, runId, stepId, { data: met })) await cancel(tx, [callKey(runId, stepId)]);
  }
}
