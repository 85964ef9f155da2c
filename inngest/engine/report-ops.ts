import type { TransactionSql } from "postgres";
import { v7 as uuid } from "uuid";
import type { EngineContext } from "./context";
import { durationMs, wakeAt } from "./durations";
import { type EngineEvent, type Op, type Output, type Run, systemEvents } from "./protocol";
import { callKey, enqueue, type Job } from "./queue";
import { startRuns } from "./start-runs";
import { callJob, resolveStep } from "./steps";
import { addWaits, type Wait } from "./waits";

/** Something the function asked for that this engine does not do. Ends the run with a sentence. */
export class Unsupported extends Error {}

export type Reported = "taken" | "nothing" | "moved on";

const YEAR = "365d";

/**
 * Take in the steps that a call reported: queue the planned ones, set timers, listen, invoke. Steps that are already
 * outstanding or remembered are reported again and again, and dropped here.
 * @returns "moved on" when the run has ended or remembers more than it did when the call was made; "nothing" when there
 * is nothing to wait for
 */
export async function reportOps(engine: EngineContext, tx: TransactionSql, run: Run, ops: Op[]): Promise<Reported> {
  const [row] = await tx<{ outstanding: string[]; version: number }[]>`
    select outstanding, cardinality(stack) as version from engine_runs where id = ${run.id} and state = 'active' for update`;
  if (!row || row.version !== run.stack.length) return "moved on";
  const known = new Set([...row.outstanding, ...run.stack]);
  const fresh = ops.filter(({ id, op }) => op !== "DiscoveryRequest" && !known.has(id));
  const [jobs, waits, ended]: [Job[], Wait[], [string, Output][]] = [[], [], []];
  for (const op of fresh) await take(engine, tx, run, op, jobs, waits, ended);
  const asked = ops.some(({ op }) => op === "DiscoveryRequest");
  if (fresh.length === 0 && row.outstanding.length === 0 && !asked) return "nothing";
  if (fresh.length > 0) {
    await tx`
      update engine_runs set outstanding = outstanding || ${fresh.map(({ id }) => id)}::text[],
        racing = racing or ${fresh.some(({ opts }) => opts?.parallelMode === "race")}
      where id = ${run.id}`;
  }
  await addWaits(tx, waits);
  await enqueue(tx, asked ? [...jobs, callJob(run, { attempt: 0 })] : jobs);
  for (const [step, output] of ended) await resolveStep(tx, run.id, step, output);
  return "taken";
}

async function take(
  engine: EngineContext,
  tx: TransactionSql,
  run: Run,
  op: Op,
  jobs: Job[],
  waits: Wait[],
  ended: [string, Output][],
): Promise<void> {
  const wake = (runAtMs: number, output: Output) =>
    jobs.push({ key: callKey(run.id, op.id), runAtMs, payload: { do: "wake", run: run.id, step: op.id, output } });
  const timeout = (given: unknown) => Date.now() + durationMs(typeof given === "string" ? given : YEAR);
  switch (op.op) {
    case "StepPlanned":
      jobs.push(callJob(run, { step: op.id, attempt: 0 }));
      return;
    case "Sleep":
      wake(wakeAt(op.name ?? "", Date.now()), { data: null });
      return;
    case "WaitForEvent":
      waits.push({ event: op.name ?? "", runId: run.id, stepId: op.id, condition: op.opts?.if as string | undefined });
      wake(timeout(op.opts?.timeout), { data: null });
      return;
    case "InvokeFunction": {
      const target = engine.plans.get(String(op.opts?.function_id));
      if (!target) {
        ended.push([
          op.id,
          { error: { name: "Error", message: `There is no function with the id ${op.opts?.function_id}.` } },
        ]);
        return;
      }
      const events = [invocation(run, op, target.id)];
      await startRuns(engine, tx, [{ plan: target, events, parent: { run: run.id, step: op.id }, gate: "none" }]);
      wake(timeout(op.opts?.timeout), {
        error: { name: "InngestInvokeTimeoutError", message: `${target.id} did not end in time.` },
      });
      return;
    }
    case "Gateway":
    case "AIGateway":
      throw new Unsupported(
        `Step ${op.displayName ?? op.id}: step.fetch and step.ai.infer need a server that makes the request; the embedded engine does not. Make the call inside step.run.`,
      );
    default:
      throw new Unsupported(`Step ${op.displayName ?? op.id}: the embedded engine does not do ${op.op}.`);
  }
}

function invocation(run: Run, op: Op, target: string): EngineEvent {
  const payload = (op.opts?.payload ?? {}) as { data?: Record<string, unknown>; v?: string };
  return {
    id: uuid(),
    name: systemEvents.invoked,
    data: { ...payload.data, _inngest: { fn_id: target, correlation_id: `${run.id}.${op.id}` } },
    ts: Date.now(),
    v: payload.v,
  };
}
