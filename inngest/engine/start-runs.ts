import { v7 as uuid } from "uuid";
import { lanesOf } from "./concurrency";
import type { EngineContext } from "./context";
import { expression } from "./expressions";
import { admit, type Gate, isGated } from "./gates";
import { DAY, type EngineEvent, type Tx } from "./protocol";
import { enqueue } from "./queue";
import type { Plan } from "./settings";
import { callJob } from "./steps";
import { addWaits, type Wait } from "./waits";

export type Start = {
  plan: Plan;
  events: EngineEvent[];
  /** An id that starts this function once in a day. */
  dedupe?: string;
  /** Not before this; milliseconds since 1970. */
  atMs?: number;
  /** The run and step that wait for the result. */
  parent?: { run: string; step: string };
  /** The first gate that is still to be passed; "none" for a run that another one invoked. */
  gate?: Gate | "none";
};

type Made = Start & { id: string; priority: number; singleton?: string };

const FARTHEST_AHEAD = 12 * 60 * 60; // seconds

/**
 * Start functions: one run each, unless the event id was seen before or a gate drops or holds it.
 * Ungated starts cost two statements however many they are.
 */
export async function startRuns(engine: EngineContext, tx: Tx, starts: Start[]): Promise<void> {
  const fresh = await unseen(tx, starts);
  const made: Made[] = [];
  for (const start of fresh) {
    if (start.gate === "none" || !isGated(start.plan)) {
      made.push({ ...start, id: uuid(), priority: priorityOf(start) });
      continue;
    }
    const admission = await admit(engine, tx, start.plan, start.events, start.gate);
    if (!admission) continue;
    const atMs = Math.max(start.atMs ?? 0, admission.atMs ?? 0) || undefined;
    const run = { ...start, ...admission, atMs, id: uuid(), priority: priorityOf(start) };
    // A singleton that goes on holds its value from now, for the next start of this transaction too.
    if (run.singleton) await write(tx, [run]);
    else made.push(run);
  }
  await write(tx, made);
}

async function write(tx: Tx, runs: Made[]): Promise<void> {
  if (runs.length === 0) return;
  const lanes = runs.map(({ plan, events }) => {
    const through = events[0] && lanesOf(plan, events[0]);
    return through ? JSON.stringify(through) : null;
  });
  const inserted = tx`
    insert into engine_runs (id, fn_id, events, lanes, priority, singleton, parent_run_id, parent_step_id)
    select id, fn, events::json, lanes::json, priority, singleton, parent_run, parent_step
    from unnest(
      ${runs.map(({ id }) => id)}::uuid[], ${runs.map(({ plan }) => plan.id)}::text[],
      ${runs.map(({ events }) => JSON.stringify(events))}::text[], ${lanes}::text[],
      ${runs.map(({ priority }) => priority)}::int[], ${runs.map(({ singleton }) => singleton ?? null)}::text[],
      ${runs.map(({ parent }) => parent?.run ?? null)}::uuid[], ${runs.map(({ parent }) => parent?.step ?? null)}::text[]
    ) as run (id, fn, events, lanes, priority, singleton, parent_run, parent_step)`;
  const jobs = runs.map((run) => callJob(run, { attempt: 0, atMs: run.atMs }));
  const waits = runs.flatMap(({ id, plan }) =>
    plan.cancel.map(({ event, if: condition, timeoutMs }): Wait => ({ event, runId: id, condition, timeoutMs })),
  );
  const written = await Promise.allSettled([inserted, enqueue(tx, jobs), addWaits(tx, waits)]); // sent in one go
  for (const part of written) if (part.status === "rejected") throw part.reason;
}

/** The starts whose event id the function has not seen within a day. */
async function unseen(tx: Tx, starts: Start[]): Promise<Start[]> {
  const marked = new Map(starts.flatMap((start) => (start.dedupe === undefined ? [] : [[markOf(start), start]])));
  if (marked.size === 0) return starts;
  const asked = [...marked.values()].sort((a, b) => (markOf(a) < markOf(b) ? -1 : 1)); // locked in one order
  const claimed = await tx<{ fnId: string; eventId: string }[]>`
    insert into engine_seen as seen (fn_id, event_id, expires_at)
    select fn, event, now() + ${DAY}::float8 * interval '1 ms'
    from unnest(${asked.map(({ plan }) => plan.id)}::text[], ${asked.map(({ dedupe }) => dedupe ?? "")}::text[]) as asked (fn, event)
    on conflict (fn_id, event_id) do update set expires_at = excluded.expires_at where seen.expires_at <= now()
    returning fn_id as "fnId", event_id as "eventId"`;
  const won = new Set(claimed.map(({ fnId, eventId }) => `${fnId}\n${eventId}`));
  return starts.filter(
    (start) => start.dedupe === undefined || (won.has(markOf(start)) && marked.get(markOf(start)) === start),
  );
}

const markOf = ({ plan, dedupe }: Start) => `${plan.id}\n${dedupe}`;

function priorityOf({ plan, events }: Start): number {
  if (plan.priority === undefined) return 0;
  const asked = Math.round(Number(expression(plan.priority)({ event: events[0] })));
  return Number.isFinite(asked) ? Math.min(Math.max(asked, -FARTHEST_AHEAD), FARTHEST_AHEAD) : 0;
}
