import type { Sql, TransactionSql } from "postgres";
import type { Call, Reply } from "./call-sdk";
import type { EngineEvent, Run, Tx } from "./protocol";
import type { Backoff } from "./retry";
import type { Plan } from "./settings";

/** Structured log lines: what they are about, then a sentence. */
export type EngineLog = {
  info: (fields: object, message: string) => void;
  warn: (fields: object, message: string) => void;
  error: (fields: object, message: string) => void;
};

/**
 * A call in progress. `lost`: its results are not taken, because somebody else has moved the run on.
 * `refused`: why the run may not go on at all.
 */
export type Walk = { run: Run; lost: boolean; refused?: string };

/** What the engine's parts share. */
export type EngineContext = {
  sql: Sql;
  log: EngineLog;
  plans: Map<string, Plan>;
  call: (call: Call) => Promise<Reply>;
  /** Take events in: start the functions they trigger, continue or cancel the runs that wait for them. */
  ingest: (tx: Tx, events: EngineEvent[]) => Promise<void>;
  /** Calls in progress in this process by job, for the checkpoints they send. */
  walks: Map<string, Walk>;
  backoff: Backoff;
  callTimeoutMs: number;
};

const DEADLOCK = new Set(["40P01", "40001"]);
const TRIES = 5;

/** A transaction of the engine's own, tried again when it fell into a deadlock. */
export async function transaction<T>(sql: Sql, work: (tx: TransactionSql) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await sql.begin(work)) as T;
    } catch (error) {
      if (attempt === TRIES || !DEADLOCK.has((error as { code?: string }).code ?? "")) throw error;
    }
  }
}
