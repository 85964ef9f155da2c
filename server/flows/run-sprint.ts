import { sql } from "drizzle-orm";
import { type Tx, withTenant } from "@/db/tenant";
import { advance } from "@/server/domain/flow/advance";
import type { Plan } from "@/server/domain/flow/plan";
import type { Answer, Request, Run, Signal, Visit } from "@/server/domain/flow/types";
import type { TenantId } from "@/server/domain/ids";
import { record } from "@/server/events";
import { finishRun } from "./finish-run";
import { type LockedRun, lockRun, type Sprint } from "./lock-run";
import { perform } from "./perform";
import { planOf } from "./plans";
import { saveVisits } from "./save-visits";

/**
 * Walk a run as far as it goes: through everything that happened to it since, until its next wait or its end. One
 * transaction: visits, variables, assignments, messages and the wait commit together, or nothing does. Whoever calls
 * second finds nothing left to do. The conversation's row is locked before the run's, as everywhere.
 */
export async function runSprint(tenant: TenantId, runId: string, now = new Date()): Promise<void> {
  await withTenant(tenant, async (tx) => {
    const locked = await lockRun(tx, tenant, runId);
    if (!locked) return;
    const { signals, wakeAt } = locked;
    if (wakeAt !== null && wakeAt <= now) signals.push({ kind: "timeout", at: now.getTime() });
    await walkLocked(tx, locked, now);
  });
}

/** A run could not be walked in the transaction of what happened to it. That is rolled back, to be done without. */
export class WalkFailed extends Error {
  override name = "WalkFailed";
}

/**
 * Walk a run in the very transaction in which something happened to it: its answer is in the outbox when the message is
 * stored, and nobody has to find the run again.
 * @throws WalkFailed
 */
export async function walkNow(tx: Tx, locked: LockedRun): Promise<void> {
  try {
    await walkLocked(tx, locked, new Date());
  } catch (error) {
    throw new WalkFailed(`run ${locked.sprint.runId} could not be walked at once`, { cause: error });
  }
}

async function walkLocked(tx: Tx, { sprint, run, signals, versionId }: LockedRun, now: Date): Promise<void> {
  if (signals.length === 0) return;
  const walked = await walk(tx, sprint, await planOf(tx, versionId), run, signals, now);
  await Promise.all([...sprint.writes, saveVisits(tx, sprint.runId, walked.visits), saveRun(tx, sprint, walked)]);
}

type Walked = { run: Run; visits: Visit[]; deadline: number | null; end: Extract<Request, { kind: "end" }> | null };

async function walk(tx: Tx, sprint: Sprint, plan: Plan, from: Run, signals: Signal[], now: Date): Promise<Walked> {
  const visits: Visit[] = [];
  let run = from;
  let deadline = from.asked?.kind === "wait" ? from.asked.deadline : null;
  let end: Walked["end"] = null;
  for (const signal of signals) {
    let next: Signal | null = signal;
    while (next) {
      const [moved, request, made]: [Run, Request | undefined, readonly Visit[]] = advance(plan, run, next);
      run = moved;
      visits.push(...made);
      next = null;
      if (!request) continue;
      if (request.kind === "wait") deadline = request.deadline;
      else if (request.kind === "end") end = request;
      else {
        const answer: Answer = await perform(tx, sprint, request, now);
        next = { kind: "answered", to: request.id, at: now.getTime(), answer };
      }
    }
  }
  if (run.status !== "waiting" && run.status !== "paused") deadline = null;
  return { run, visits, deadline: run.status === "paused" ? null : deadline, end };
}

async function saveRun(tx: Tx, sprint: Sprint, { run, deadline, end }: Walked): Promise<void> {
  const wakeAt = deadline === null ? null : new Date(deadline).toISOString();
  if (end) await finishRun(tx, sprint, run, end);
  else
    await tx.execute(sql`
      update flow_runs set run = ${JSON.stringify(run)}::jsonb, state = ${run.status === "new" ? "running" : run.status}, wake_at = ${wakeAt}
      where id = ${sprint.runId}`);
  if (wakeAt && !end) await record(tx, sprint, "flow.timer.due", { data: { runId: sprint.runId, at: wakeAt } });
}
