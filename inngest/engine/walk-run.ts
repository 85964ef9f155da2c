import type { Reply } from "./call-sdk";
import { enter, holderOf, leave } from "./concurrency";
import { type EngineContext, transaction, type Walk } from "./context";
import { retryAfterMs } from "./durations";
import { cancelRun, endQuietly, endRun, timeoutKey } from "./end-run";
import { overLimit } from "./limits";
import type { EngineError, JobPayload, Op, Output, Run } from "./protocol";
import { enqueue, replaced } from "./queue";
import { reportOps, Unsupported } from "./report-ops";
import type { Plan } from "./settings";
import { callJob, loadRun, remember, resolveStep } from "./steps";

/** A call taken from the queue. `deliveries` counts from 1; more than one means that a process died over it. */
export type Delivery = {
  jobId: string;
  poolId: string;
  deliveries: number;
  payload: Extract<JobPayload, { do: "call" }>;
};

/** A call that takes down process after process is given up. */
const MOST_DELIVERIES = 10;

/** Make one call of a run, and go on calling as long as it only has steps to run one after another. */
export async function walkRun(engine: EngineContext, delivery: Delivery): Promise<void> {
  const { payload, jobId, poolId } = delivery;
  const run = await loadRun(engine.sql, payload.run);
  if (run?.state !== "active") return;
  // A planned step that has ended was delivered again; who ended it has asked the function to go on.
  if (payload.step !== undefined && !run.outstanding.includes(payload.step)) return;
  const plan = engine.plans.get(run.fnId);
  if (!plan) return forsaken(engine, run, payload);
  if (delivery.deliveries > MOST_DELIVERIES) {
    return fail(engine, run, { name: "Error", message: `${MOST_DELIVERIES} processes died over the same call.` });
  }
  if (!(await inTime(engine, plan, run))) return;
  if (!run.lanes) return walk(engine, plan, run, delivery);
  const holder = holderOf(poolId, jobId);
  if (!(await enter(engine, run, holder, callJob(run, payload)))) return;
  try {
    await walk(engine, plan, run, delivery);
  } finally {
    await leave(engine, run, holder);
  }
}

async function walk(engine: EngineContext, plan: Plan, loaded: Run, { payload, jobId }: Delivery): Promise<void> {
  let run: Run | null = loaded;
  for (let attempt = payload.attempt; run !== null; attempt = 0) {
    const current: Walk = { run, lost: false };
    engine.walks.set(jobId, current);
    const call = { run, step: payload.step, attempt, maxAttempts: plan.maxAttempts, jobId };
    const reply = await inLimits(engine, engine.call(call));
    engine.walks.delete(jobId);
    if (current.refused) return fail(engine, run, { name: "Refused", message: current.refused });
    // What a call says whose results were not taken is void: another one has gone further.
    const next = current.lost ? "moved on" : await act(engine, plan, run, payload.step, attempt, reply);
    if (next === "rest") return;
    if (next === "moved on") run = (await replaced(engine.sql, jobId)) ? null : await activeRun(engine, run.id);
  }
}

async function activeRun(engine: EngineContext, id: string): Promise<Run | null> {
  const run = await loadRun(engine.sql, id);
  return run?.state === "active" ? run : null;
}

type Next = "rest" | "go on" | "moved on";

async function act(
  engine: EngineContext,
  plan: Plan,
  run: Run,
  step: string | undefined,
  attempt: number,
  reply: Reply,
): Promise<Next> {
  const last = attempt + 1 >= plan.maxAttempts;
  const again = async (error: EngineError, after: string | undefined): Promise<Next> => {
    const waitMs = retryAfterMs(after, Date.now()) ?? engine.backoff(attempt);
    engine.log.warn(
      { run: run.id, function: run.fnId, step, attempt, waitMs, error },
      "call failed, will be tried again",
    );
    await enqueue(engine.sql, [callJob(run, { step, attempt: attempt + 1, atMs: Date.now() + waitMs })]);
    return "rest";
  };
  if (reply.kind === "done") return complete(engine, run, reply.data);
  if (reply.kind === "error") {
    if (!reply.noRetry && !last) return again(reply.error, reply.retryAfter);
    await fail(engine, run, reply.error);
    return "rest";
  }
  const over = overLimit(run, reply.ops);
  if (over) return refuse(engine, run, over);
  const failed = reply.ops.find(({ op }) => op === "StepError");
  const results = reply.ops.flatMap((op) => resultOf(op, last));
  if (step !== undefined && results.length > 0) {
    await transaction(engine.sql, async (tx) => {
      for (const [id, output] of results) await resolveStep(tx, run.id, id, output);
    });
    return "rest";
  }
  if (!(await remember(engine.sql, run, results))) return "moved on";
  if (failed && !last) return again(failed.error ?? { name: "Error", message: "unknown error" }, reply.retryAfter);
  const completed = reply.ops.find(({ op }) => op === "RunComplete");
  if (completed) return complete(engine, run, completed.data);
  const others = reply.ops.filter(({ op }) => !RESULTS.has(op));
  if (others.length === 0 && results.length > 0) return "go on";
  try {
    const reported = await transaction(engine.sql, (tx) => reportOps(engine, tx, run, others));
    if (reported === "moved on") return "moved on";
    if (reported === "taken") return "rest";
    throw new Unsupported("The function stopped without a result and without anything to wait for.");
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return refuse(engine, run, error.message);
  }
}

const RESULTS = new Set(["StepRun", "StepError", "StepFailed", "RunComplete"]);

/** What an op says its step came to, if it says so; an error on the last attempt is final. */
export function resultOf({ id, op, data, error }: Op, last: boolean): [string, Output][] {
  if (op === "StepRun") return [[id, { data: data ?? null }]];
  if (op === "StepFailed" || (op === "StepError" && last)) {
    return [[id, { error: error ?? { name: "Error", message: "unknown error" } }]];
  }
  return [];
}

async function complete(engine: EngineContext, run: Run, output: unknown): Promise<Next> {
  if (!(await endQuietly(engine, run, output))) {
    await transaction(engine.sql, (tx) => endRun(engine, tx, run.id, { state: "completed", output }));
  }
  return "rest";
}

/** The function asked for what this engine does not do: no retry would help. */
async function refuse(engine: EngineContext, run: Run, message: string): Promise<Next> {
  await fail(engine, run, { name: "Refused", message });
  return "rest";
}

async function fail(engine: EngineContext, run: Run, error: EngineError): Promise<void> {
  await transaction(engine.sql, (tx) => endRun(engine, tx, run.id, { state: "failed", error }));
}

/** Whether a function with time limits may still be called; its clock starts with its first call. */
async function inTime(engine: EngineContext, plan: Plan, run: Run): Promise<boolean> {
  if (plan.startTimeoutMs === undefined && plan.finishTimeoutMs === undefined) return true;
  return transaction(engine.sql, async (tx) => {
    const [started] = await tx<{ waitedMs: number }[]>`
      update engine_runs set started_at = now() where id = ${run.id} and started_at is null
      returning (extract(epoch from now() - created_at) * 1000)::float8 as "waitedMs"`;
    if (!started) return true;
    if (plan.startTimeoutMs !== undefined && started.waitedMs > plan.startTimeoutMs) {
      await cancelRun(engine, tx, run.id, "The run did not start in time.");
      return false;
    }
    if (plan.finishTimeoutMs !== undefined) {
      const runAtMs = Date.now() + plan.finishTimeoutMs;
      await enqueue(tx, [{ key: timeoutKey(run.id), runAtMs, payload: { do: "timeout", run: run.id } }]);
    }
    return true;
  });
}

/** A function that this process does not have: a newer or older one may. Ask again later, as often as for an error. */
async function forsaken(engine: EngineContext, run: Run, { step, attempt }: Delivery["payload"]): Promise<void> {
  if (attempt >= 4)
    return fail(engine, run, { name: "Error", message: `There is no function with the id ${run.fnId}.` });
  engine.log.warn({ run: run.id, function: run.fnId }, "no such function in this process");
  await enqueue(engine.sql, [callJob(run, { step, attempt: attempt + 1, atMs: Date.now() + engine.backoff(attempt) })]);
}

/** A call that never answers fails like one whose connection broke. */
async function inLimits(engine: EngineContext, call: Promise<Reply>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>((resolve) => {
    const error = { name: "Error", message: `The call did not answer within ${engine.callTimeoutMs} ms.` };
    timer = setTimeout(() => resolve({ kind: "error", error, noRetry: false }), engine.callTimeoutMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
