import { v7 as uuid } from "uuid";
import type { EngineContext } from "./context";
import { cancelRun } from "./end-run";
import { expression, holds } from "./expressions";
import type { EngineEvent, Tx } from "./protocol";
import { cancel, enqueue } from "./queue";
import type { Plan } from "./settings";

/** What a start must still pass, in this order. Events that were held back go on after the gate that held them. */
export type Gate = "batch" | "rate" | "debounce" | "singleton" | "throttle";
const ORDER: Gate[] = ["batch", "rate", "debounce", "singleton", "throttle"];

/** What passed: with which events, not before when, and alone under which value. Null: dropped, or held for later. */
export type Admission = { events: EngineEvent[]; atMs?: number; singleton?: string } | null;

/** Whether a function has any gate at all. */
export const isGated = (plan: Plan) =>
  Boolean(plan.batch || plan.rateLimit || plan.debounce || plan.singleton || plan.throttle);

/** Take events through a function's gates, from the given one on. */
export async function admit(
  engine: EngineContext,
  tx: Tx,
  plan: Plan,
  given: EngineEvent[],
  from: Gate = "batch",
): Promise<Admission> {
  let admission: NonNullable<Admission> = { events: given };
  for (const gate of ORDER.slice(ORDER.indexOf(from))) {
    const [event] = admission.events;
    if (!event) return null;
    const passed = await GATES[gate](engine, tx, plan, admission, event);
    if (!passed) return null;
    admission = passed;
  }
  return admission;
}

type Pass = (
  engine: EngineContext,
  tx: Tx,
  plan: Plan,
  admission: NonNullable<Admission>,
  event: EngineEvent,
) => Promise<Admission>;

const GATES: Record<Gate, Pass> = { batch, rate, debounce, singleton, throttle };

const keyOf = (plan: Plan, key: string | undefined, event: EngineEvent) =>
  key === undefined ? plan.id : `${plan.id}:${JSON.stringify(expression(key)({ event }) ?? null)}`;

const heldKey = (fnId: string, key: string) => `held:${fnId}:${key}`;

async function batch(
  _engine: EngineContext,
  tx: Tx,
  plan: Plan,
  admission: NonNullable<Admission>,
  event: EngineEvent,
) {
  if (!plan.batch || !holds(plan.batch.if, { event })) return admission;
  const key = keyOf(plan, plan.batch.key, event);
  const texts = admission.events.map((one) => JSON.stringify(one));
  const [held] = await tx<{ id: string; events: string[]; first: boolean }[]>`
    insert into engine_held as held (fn_id, key, id, events) values (${plan.id}, ${key}, ${uuid()}, ${texts}::text[])
    on conflict (fn_id, key) do update set events = held.events || excluded.events
    returning id, events, xmax = 0 as first`;
  if (!held) return null;
  if (held.events.length < plan.batch.maxSize) {
    if (held.first) await holdUntil(tx, plan, key, held.id, Date.now() + plan.batch.timeoutMs);
    return null;
  }
  await tx`delete from engine_held where fn_id = ${plan.id} and key = ${key}`;
  await cancel(tx, [heldKey(plan.id, key)]);
  return { ...admission, events: held.events.map((text) => JSON.parse(text) as EngineEvent) };
}

/** GCRA with room for the whole limit at once; what does not fit is dropped. */
async function rate(_engine: EngineContext, tx: Tx, plan: Plan, admission: NonNullable<Admission>, event: EngineEvent) {
  const { rateLimit } = plan;
  if (!rateLimit) return admission;
  if (rateLimit.key !== undefined && expression(rateLimit.key)({ event }) === false) return admission;
  const key = `rate:${keyOf(plan, rateLimit.key, event)}`;
  const step = rateLimit.periodMs / rateLimit.limit;
  const passed = await tx`
    insert into engine_rates as rate (key, arrival_at) values (${key}, now() + ${step}::float8 * interval '1 ms')
    on conflict (key) do update set arrival_at = greatest(rate.arrival_at, now()) + ${step}::float8 * interval '1 ms'
    where greatest(rate.arrival_at, now()) + ${step}::float8 * interval '1 ms' <= now() + ${rateLimit.periodMs}::float8 * interval '1 ms'
    returning key`;
  return passed.length > 0 ? admission : null;
}

async function debounce(
  _engine: EngineContext,
  tx: Tx,
  plan: Plan,
  admission: NonNullable<Admission>,
  event: EngineEvent,
) {
  if (!plan.debounce) return admission;
  const { periodMs, timeoutMs = Number.POSITIVE_INFINITY } = plan.debounce;
  const key = keyOf(plan, plan.debounce.key, event);
  const texts = admission.events.map((one) => JSON.stringify(one));
  const [held] = await tx<{ id: string; sinceMs: number }[]>`
    insert into engine_held as held (fn_id, key, id, events) values (${plan.id}, ${key}, ${uuid()}, ${texts}::text[])
    on conflict (fn_id, key) do update set events = excluded.events
    returning id, (extract(epoch from created_at) * 1000)::float8 as "sinceMs"`;
  if (held) await holdUntil(tx, plan, key, held.id, Math.min(Date.now() + periodMs, held.sinceMs + timeoutMs));
  return null;
}

const holdUntil = (tx: Tx, plan: Plan, key: string, id: string, runAtMs: number) =>
  enqueue(tx, [{ key: heldKey(plan.id, key), payload: { do: "flush", fnId: plan.id, key, id }, runAtMs }]);

async function singleton(
  engine: EngineContext,
  tx: Tx,
  plan: Plan,
  admission: NonNullable<Admission>,
  event: EngineEvent,
) {
  if (!plan.singleton) return admission;
  const value = keyOf(plan, plan.singleton.key, event);
  // Two starts at once: the second looks when the first has committed.
  await tx`select pg_advisory_xact_lock(hashtextextended(${value}, 0))`;
  const [active] = await tx<{ id: string }[]>`
    select id from engine_runs where singleton = ${value} and state = 'active'`;
  if (active && plan.singleton.mode === "skip") return null;
  if (active) await cancelRun(engine, tx, active.id, "A newer run took its place.");
  return { ...admission, singleton: value };
}

/** GCRA over run starts: each start reserves its time, and waits for it in the queue. */
async function throttle(
  _engine: EngineContext,
  tx: Tx,
  plan: Plan,
  admission: NonNullable<Admission>,
  event: EngineEvent,
) {
  if (!plan.throttle) return admission;
  const key = `throttle:${keyOf(plan, plan.throttle.key, event)}`;
  const step = plan.throttle.periodMs / plan.throttle.limit;
  const [reserved] = await tx<{ waitMs: number }[]>`
    insert into engine_rates as rate (key, arrival_at) values (${key}, now() + ${step}::float8 * interval '1 ms')
    on conflict (key) do update set arrival_at = greatest(rate.arrival_at, now()) + ${step}::float8 * interval '1 ms'
    returning (extract(epoch from arrival_at - now()) * 1000)::float8 as "waitMs"`;
  const waitMs = (reserved?.waitMs ?? 0) - step * plan.throttle.burst;
  return waitMs > 0 ? { ...admission, atMs: Date.now() + waitMs } : admission;
}

/** The events held under a key, when the timer's collection is still the one that is there. They are gone after this. */
export async function takeHeld(tx: Tx, fnId: string, key: string, id: string): Promise<EngineEvent[]> {
  const [held] = await tx<{ events: string[] }[]>`
    delete from engine_held where fn_id = ${fnId} and key = ${key} and id = ${id} returning events`;
  return (held?.events ?? []).map((text) => JSON.parse(text) as EngineEvent);
}
