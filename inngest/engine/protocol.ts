import type { Sql, TransactionSql } from "postgres";

/** The owner's connection, or a transaction on it. */
export type Tx = Sql | TransactionSql;

/** An event as functions see it. `ts`: milliseconds since 1970. */
export type EngineEvent = {
  id: string;
  name: string;
  data: Record<string, unknown>;
  ts: number;
  user?: Record<string, unknown>;
  v?: string;
  meta?: Record<string, unknown>;
};

/** What the SDK makes of a thrown error. */
export type EngineError = { name: string; message: string; stack?: string; cause?: unknown };

/** What a step came to. Wrapped always: the SDK would misread a bare value that has one of these keys itself. */
export type Output = { data: unknown } | { error: EngineError };

/** What the SDK reports of a step. Checkpoints carry many more keys; they are noise. */
export type Op = {
  id: string;
  op: string;
  name?: string;
  displayName?: string;
  opts?: Record<string, unknown>;
  data?: unknown;
  error?: EngineError;
};

/** A concurrency limit a run's calls queue at, and how many calls it lets through at once. */
export type Lane = [key: string, limit: number];

export type RunState = "active" | "completed" | "failed" | "cancelled";

/** A run as one call needs it. */
export type Run = {
  id: string;
  fnId: string;
  state: RunState;
  events: EngineEvent[];
  steps: Record<string, Output>;
  stack: string[];
  outstanding: string[];
  racing: boolean;
  lanes: Lane[] | null;
  priority: number;
  createdAtMs: number;
};

/**
 * What a job of the queue asks for.
 * - call: ask the function to go on (`step` absent), or to run one planned step; `attempt` counts from 0.
 * - wake: a step's time has come: it ended with `output`.
 * - flush: hand over the events held under (fnId, key), if it is still the collection `id`.
 * - timeout: the run has lasted too long.
 */
export type JobPayload =
  | { do: "call"; run: string; step?: string; attempt: number }
  | { do: "wake"; run: string; step: string; output: Output }
  | { do: "flush"; fnId: string; key: string; id: string }
  | { do: "timeout"; run: string };

export const systemEvents = {
  invoked: "inngest/function.invoked",
  failed: "inngest/function.failed",
  finished: "inngest/function.finished",
  cancelled: "inngest/function.cancelled",
  timer: "inngest/scheduled.timer",
} as const;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
