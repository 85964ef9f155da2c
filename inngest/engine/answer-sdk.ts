import { v7 as uuid } from "uuid";
import { z } from "zod";
import { type EngineContext, transaction } from "./context";
import { ingestEvents } from "./ingest-events";
import { LIMITS, overLimit } from "./limits";
import type { EngineEvent } from "./protocol";
import { remember } from "./steps";
import { resultOf } from "./walk-run";

const NUL = String.fromCharCode(0);
const name = z
  .string()
  .min(1, "event name is empty")
  .refine((text) => !text.includes(NUL), "event name holds a NUL");
const Event = z.looseObject({
  id: z.string().nullish(),
  name,
  data: z.record(z.string(), z.unknown()).nullish(),
  ts: z.number().nullish(),
  user: z.record(z.string(), z.unknown()).nullish(),
  v: z.string().nullish(),
  meta: z.record(z.string(), z.unknown()).nullish(),
});
const Events = z.union([z.array(Event).max(LIMITS.events), Event.transform((event) => [event])]);

const Checkpoint = z.object({
  qi_id: z.string(),
  steps: z.array(z.looseObject({ id: z.string(), op: z.string(), data: z.unknown() })),
});

/** What the SDK asks of a server, answered in process: events, checkpoints, registration. */
export async function answerSdk(engine: EngineContext, url: URL, text: string): Promise<Response> {
  if (url.pathname.startsWith("/e/")) return takeEvents(engine, text);
  if (/^\/v1\/checkpoint\/[^/]+\/async$/.test(url.pathname)) return takeCheckpoint(engine, text);
  if (url.pathname === "/fn/register") return Response.json({ ok: true, modified: false });
  return Response.json({ error: `the embedded engine does not do ${url.pathname}` }, { status: 404 });
}

async function takeEvents(engine: EngineContext, text: string): Promise<Response> {
  const read = Events.safeParse(JSON.parse(text));
  if (!read.success) {
    const [issue] = read.error.issues.flatMap((one) => (one.code === "invalid_union" ? one.errors.flat() : [one]));
    return Response.json({ ids: [], status: 400, error: issue?.message ?? "cannot read events" }, { status: 400 });
  }
  const events = read.data.map((event): EngineEvent & { own: boolean } => ({
    id: event.id || uuid(),
    own: Boolean(event.id),
    name: event.name,
    data: event.data ?? {},
    ts: event.ts ?? Date.now(),
    ...(event.user ? { user: event.user } : {}),
    ...(event.v ? { v: event.v } : {}),
    ...(event.meta ? { meta: event.meta } : {}),
  }));
  const large = events.find((event) => JSON.stringify(event).length > LIMITS.event);
  if (large) {
    const error = `event ${large.name} is larger than ${LIMITS.event} characters`;
    return Response.json({ ids: [], status: 400, error }, { status: 400 });
  }
  await transaction(engine.sql, (tx) => ingestEvents(engine, tx, events));
  return Response.json({ ids: events.map(({ id, own }) => (own ? uuid() : id)), status: 200 });
}

/** Results of steps within a call that runs on. 409 tells the SDK to stop: another one has moved the run on. */
async function takeCheckpoint(engine: EngineContext, text: string): Promise<Response> {
  const { qi_id, steps } = Checkpoint.parse(JSON.parse(text));
  const walk = engine.walks.get(qi_id);
  if (!walk || walk.lost) return Response.json({}, { status: 409 });
  const over = overLimit(walk.run, steps);
  if (over) {
    walk.refused = over;
    return Response.json({}, { status: 409 });
  }
  const kept = await remember(
    engine.sql,
    walk.run,
    steps.flatMap((op) => resultOf(op, false)),
  );
  walk.lost = !kept;
  return Response.json({}, { status: kept ? 200 : 409 });
}
