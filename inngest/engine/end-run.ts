import { v7 as uuid } from "uuid";
import type { EngineContext } from "./context";
import {
  type EngineError,
  type EngineEvent,
  type Output,
  type Run,
  type RunState,
  systemEvents,
  type Tx,
} from "./protocol";
import { callKey, cancel } from "./queue";
import { resolveStep } from "./steps";

export type Ending = { state: "completed"; output: unknown } | { state: "failed" | "cancelled"; error: EngineError };

type Ended = {
  fnId: string;
  events: EngineEvent[];
  outstanding: string[];
  parentRunId: string | null;
  parentStepId: string | null;
  awaited: boolean;
};

/** The key of the job that ends a run which lasts too long. */
export const timeoutKey = (run: string) => `timeout:${run}`;

/**
 * End a run: the first ending counts. Drops what it still waited for, gives the result to the run that invoked it, and
 * tells whoever listens for endings (a failure handler is an ordinary function that does).
 * @returns whether this was the first
 */
export async function endRun(engine: EngineContext, tx: Tx, id: string, ending: Ending): Promise<boolean> {
  const output = ending.state === "completed" ? JSON.stringify(ending.output ?? null) : null;
  const error = ending.state === "completed" ? null : JSON.stringify(ending.error);
  const [run] = await tx<Ended[]>`
    update engine_runs
    set state = ${ending.state}, output = ${output}::text::json, error = ${error}::text::json, ended_at = now()
    where id = ${id} and state = 'active'
    returning fn_id as "fnId", events, outstanding, parent_run_id as "parentRunId", parent_step_id as "parentStepId",
      exists (select 1 from engine_waits where event in (${systemEvents.finished}, ${systemEvents.failed}, ${systemEvents.cancelled}))
        as awaited`;
  if (!run) return false;
  const plan = engine.plans.get(run.fnId);
  if (ending.state !== "completed" || plan?.cancel.length) await tx`delete from engine_waits where run_id = ${id}`;
  if (ending.state !== "completed") {
    await tx`delete from engine_parked where run_id = ${id}`;
    await cancel(tx, [callKey(id), ...run.outstanding.map((step) => callKey(id, step))]);
    logEnding(engine, id, run, ending);
  }
  if (plan?.finishTimeoutMs) await cancel(tx, [timeoutKey(id)]);
  if (run.parentRunId && run.parentStepId) {
    const result: Output = ending.state === "completed" ? { data: ending.output ?? null } : { error: ending.error };
    if (await resolveStep(tx, run.parentRunId, run.parentStepId, result)) {
      await cancel(tx, [callKey(run.parentRunId, run.parentStepId)]);
    }
  }
  await tell(engine, tx, id, run, ending);
  return true;
}

/**
 * End a run that came to its result and that nobody waits for, in one statement.
 * @returns false when there is more to do, or nothing any more: then `endRun` knows
 */
export async function endQuietly(engine: EngineContext, run: Run, output: unknown): Promise<boolean> {
  const plan = engine.plans.get(run.fnId);
  if (!plan || plan.cancel.length > 0 || plan.finishTimeoutMs || isTrigger(engine, systemEvents.finished)) return false;
  const ended = await engine.sql`
    update engine_runs set state = 'completed', output = ${JSON.stringify(output ?? null)}::text::json, ended_at = now()
    where id = ${run.id} and state = 'active' and parent_run_id is null
      and not exists (select 1 from engine_waits where event = ${systemEvents.finished})
    returning 1`;
  return ended.length > 0;
}

/** Stop a run: no more calls, and no failure. */
export const cancelRun = (engine: EngineContext, tx: Tx, id: string, message = "The run was cancelled.") =>
  endRun(engine, tx, id, { state: "cancelled", error: { name: "Cancelled", message } });

function logEnding(engine: EngineContext, id: string, run: Ended, ending: Exclude<Ending, { state: "completed" }>) {
  const about = { run: id, function: run.fnId, event: run.events[0]?.name };
  if (ending.state === "cancelled") engine.log.info(about, `run cancelled: ${ending.error.message}`);
  else engine.log.error({ ...about, error: ending.error }, "run failed");
}

const SILENT: ReadonlySet<string> = new Set([systemEvents.failed, systemEvents.finished, systemEvents.cancelled]);

/** Endings are events too, but not endings of what an ending started: that would never end. */
async function tell(engine: EngineContext, tx: Tx, id: string, run: Ended, ending: Ending) {
  const [trigger] = run.events;
  if (!trigger || SILENT.has(trigger.name)) return;
  const names = [systemEvents.finished, ...(ending.state === "completed" ? [] : [systemEvents[ending.state]])];
  const heard = names.filter((name) => run.awaited || isTrigger(engine, name));
  if (heard.length === 0) return;
  const data = {
    function_id: run.fnId,
    run_id: id,
    event: trigger,
    events: run.events,
    ...(ending.state === "completed" ? { result: ending.output ?? null } : { error: ending.error }),
    _inngest: { status: statusWords[ending.state] },
  };
  await engine.ingest(
    tx,
    // A failure handler knows the run by the event's id; the others need an id that differs from it.
    heard.map((name) => ({ id: name === systemEvents.failed ? id : uuid(), name, data, ts: Date.now() })),
  );
}

const statusWords: Record<Exclude<RunState, "active">, string> = {
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

const isTrigger = (engine: EngineContext, name: string) =>
  [...engine.plans.values()].some((plan) =>
    plan.triggers.some(({ event, prefix }) => (prefix ? name.startsWith(event) : name === event)),
  );
