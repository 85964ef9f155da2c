import { sql } from "drizzle-orm";
import type { PgTransaction } from "drizzle-orm/pg-core";
import type { PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import type { TenantId } from "@/server/domain/ids";
import { appDb } from "./clients";

/** A transaction inside one tenant's walls. */
export type Tx = PgTransaction<PostgresJsQueryResultHKT, Record<string, never>, Record<string, never>>;

type Options = {
  /** Longest time one statement may take; the pool's own limit (30 s) when absent. */
  statementTimeoutMs?: number;
};

const afterCommit = new WeakMap<object, (() => void)[]>();

/** Run `then` once this transaction has committed, and never if it does not. It must not throw. */
export function onCommit(tx: Tx, then: () => void): void {
  afterCommit.get(tx)?.push(then);
}

const DEADLOCK = "40P01";
const SERIALIZATION_FAILURE = "40001";
/** A prepared statement whose table got another column since: prepared anew by the next try. */
const PLAN_OUTDATED = "0A000";
const WORTH_ANOTHER_TRY = new Set([DEADLOCK, SERIALIZATION_FAILURE, PLAN_OUTDATED]);

/**
 * The one door to tenant data: a transaction under the role that row-level security binds, with the tenant set.
 * A deadlock, a serialisation failure or a table that changed its shape runs `work` again, at most three times in all, so
 * it must touch nothing but `tx`.
 * @throws what `work` throws; the transaction is then rolled back.
 */
export async function withTenant<T>(tenant: TenantId, work: (tx: Tx) => Promise<T>, options: Options = {}): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const then: (() => void)[] = [];
    try {
      const result = await appDb().transaction(async (raw) => {
        const tx = raw as unknown as Tx;
        afterCommit.set(tx, then);
        const timeout = options.statementTimeoutMs;
        // Not awaited before the work begins: the driver sends it ahead of the work's first statement in one go.
        const entered = tx
          .execute(
            timeout === undefined
              ? sql`select set_config('app.tenant_id', ${tenant}, true)`
              : sql`select set_config('app.tenant_id', ${tenant}, true), set_config('statement_timeout', ${String(timeout)}, true)`,
          )
          .then(() => undefined);
        entered.catch(() => {}); // reported by the work's own statements, or below
        const done = await work(tx);
        await entered;
        return done;
      });
      for (const callback of then) callback();
      return result;
    } catch (error) {
      if (WORTH_ANOTHER_TRY.has(postgresCode(error) ?? "") && attempt < 3) continue;
      throw error;
    }
  }
}

/**
 * Send statements of one transaction in one go and wait for all. They are done in this order, one after the other: a
 * later one sees what an earlier one had to wait for. A statement of the query builder is sent when it is awaited, so
 * `Promise.all` would send those of plain functions first.
 */
export function inOneGo<T extends readonly PromiseLike<unknown>[]>(
  ...statements: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  return Promise.all(statements.map((one) => one.then((result) => result))) as Promise<{
    -readonly [K in keyof T]: Awaited<T[K]>;
  }>;
}

/** The five-character SQLSTATE of a database error, wherever the drivers have wrapped it. */
export function postgresCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return undefined;
}
