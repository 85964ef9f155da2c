import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, instant } from "./tenant-columns";

/*
 * The embedded engine's own tables: durable functions, whoever's work they do. No tenant and no policy: row-level security
 * is on and lets nobody but the owner in. `json`, not `jsonb`, wherever a function's own words are kept: it gives back
 * what it was given, in the order it was given, and takes "\u0000", which jsonb refuses.
 * No foreign keys between them: a run's parts are written under the run's row lock and removed together with it.
 */

/** One run of one function. Events carry ids only, by convention of whoever sends them. */
export const engineRuns = pgTable(
  "engine_runs",
  {
    id: uuid("id").primaryKey(),
    /** The function's wire id: application, dash, function. */
    fnId: text("fn_id").notNull(),
    state: text("state", { enum: ["active", "completed", "failed", "cancelled"] })
      .notNull()
      .default("active"),
    events: json("events").notNull(),
    /** Step ids in the order they ended: decides races, and its length is the run's version. */
    stack: text("stack").array().notNull().default(sql`'{}'`),
    /** Steps reported and not ended: planned, sleeping, waiting, invoked. */
    outstanding: text("outstanding").array().notNull().default(sql`'{}'`),
    /** Whether the outstanding steps race: then the function is asked after each of them, not after the last. */
    racing: boolean("racing").notNull().default(false),
    /** Concurrency limits its calls queue at, `[[key, limit], …]`, worked out when the run was made. */
    lanes: json("lanes"),
    /** Seconds by which its calls go before (positive) or after (negative) others made at the same time. */
    priority: integer("priority").notNull().default(0),
    /** At most one active run per value. */
    singleton: text("singleton"),
    parentRunId: uuid("parent_run_id"),
    parentStepId: text("parent_step_id"),
    output: json("output"),
    error: json("error"),
    createdAt: createdAt(),
    /** When its first call began; kept only for functions with a time limit. */
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
  },
  (t) => [
    check("engine_runs_state", sql`state in ('active', 'completed', 'failed', 'cancelled')`),
    check("engine_runs_ended", sql`(state = 'active') = (ended_at is null)`),
    index("engine_runs_ended_at").on(t.endedAt).where(sql`ended_at is not null`),
    index("engine_runs_failed").on(t.fnId, t.endedAt).where(sql`state = 'failed'`),
    uniqueIndex("engine_runs_singleton").on(t.singleton).where(sql`state = 'active' and singleton is not null`),
  ],
).enableRLS();

/** What a step came to, written once: `{"data": …}` or `{"error": …}`. */
export const engineSteps = pgTable(
  "engine_steps",
  { runId: uuid("run_id").notNull(), stepId: text("step_id").notNull(), output: json("output").notNull() },
  (t) => [primaryKey({ columns: [t.runId, t.stepId] })],
).enableRLS();

/** An event starts a function once: the event ids a function has seen, for a day. */
export const engineSeen = pgTable(
  "engine_seen",
  { fnId: text("fn_id").notNull(), eventId: text("event_id").notNull(), expiresAt: instant("expires_at").notNull() },
  (t) => [primaryKey({ columns: [t.fnId, t.eventId] }), index("engine_seen_expires_at").on(t.expiresAt)],
).enableRLS();

/** Runs that wait for an event: with a step it continues, without one it is cancelled. */
export const engineWaits = pgTable(
  "engine_waits",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    event: text("event").notNull(),
    runId: uuid("run_id").notNull(),
    stepId: text("step_id"),
    /** An expression over `event` (the run's first) and `async` (the one that came). */
    condition: text("condition"),
    expiresAt: instant("expires_at"),
  },
  (t) => [index("engine_waits_event").on(t.event), index("engine_waits_run").on(t.runId)],
).enableRLS();

/** Who holds a concurrency limit's places, and the calls that found none free. */
export const engineLanes = pgTable("engine_lanes", {
  key: text("key").primaryKey(),
  holders: text("holders").array().notNull().default(sql`'{}'`),
}).enableRLS();

export const engineParked = pgTable(
  "engine_parked",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    lane: text("lane").notNull(),
    runId: uuid("run_id").notNull(),
    /** Earlier goes first: when the run was made, moved by its priority. */
    sortAt: instant("sort_at").notNull(),
    job: json("job").notNull(),
  },
  (t) => [index("engine_parked_next").on(t.lane, t.sortAt, t.id), index("engine_parked_run").on(t.runId)],
).enableRLS();

/** Throttles, rate limits and idempotency keys: when the next start would be on time (GCRA's theoretical arrival time). */
export const engineRates = pgTable(
  "engine_rates",
  { key: text("key").primaryKey(), arrivalAt: instant("arrival_at").notNull() },
  (t) => [index("engine_rates_arrival_at").on(t.arrivalAt)],
).enableRLS();

/** Events held back to be handed over together (a batch), or until they stop coming (a debounce: the last one only). */
export const engineHeld = pgTable(
  "engine_held",
  {
    fnId: text("fn_id").notNull(),
    key: text("key").notNull(),
    /** Names this collection; its timer does nothing when another has begun. */
    id: uuid("id").notNull(),
    /** Each one JSON text. */
    events: text("events").array().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.fnId, t.key] })],
).enableRLS();

/** Worker pools and their last sign of life. What a silent one held is given to others. */
export const engineProcesses = pgTable("engine_processes", {
  poolId: text("pool_id").primaryKey(),
  beatAt: instant("beat_at").notNull(),
}).enableRLS();
