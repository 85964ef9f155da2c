import { Inngest, type InngestFunction } from "inngest";
import type { Sql } from "postgres";
import { createEngine, type Engine, type EngineOptions } from ".";
import type { Driver, EndedRun } from "./scenarios/scenario";

const DEADLINE_MS = 15_000;
const LOOK_EVERY_MS = 15;

/** Wait until something holds. Rejects, naming it, when it has not come about in time. */
export async function until(
  what: string,
  holds: () => unknown | Promise<unknown>,
  withinMs = DEADLINE_MS,
): Promise<void> {
  for (const deadline = Date.now() + withinMs; !(await holds()); ) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** A client whose traffic ends in an engine that is made after it, and the engine. */
export function embed(
  options: Pick<EngineOptions, "sql" | "databaseUrl"> & Partial<EngineOptions>,
  functions: (client: Inngest) => InngestFunction.Any[],
): { client: Inngest; engine: Engine } {
  let engine: Engine | undefined;
  const quiet = () => {};
  const client = new Inngest({
    id: "app",
    isDev: true,
    aiMetadata: false,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      if (!engine) throw new Error("the engine is not made yet");
      return engine.fetch(input, init);
    },
  });
  engine = createEngine({
    client,
    functions: functions(client),
    log: { info: quiet, warn: quiet, error: quiet },
    backoff: () => 20,
    beatMs: 100,
    deadAfterMs: 700,
    ...options,
  });
  return { client, engine };
}

/** Ended runs of a function, in the order in which they were made. */
export async function endedRuns(sql: Sql, fnId: string): Promise<EndedRun[]> {
  const rows = await sql<EndedRun[]>`
    select state, output, error from engine_runs where fn_id = ${fnId} and state <> 'active' order by id`;
  return rows.map(({ state, output, error }) => ({
    state,
    output,
    error: error ? { name: error.name, message: error.message } : undefined,
  }));
}

/** Drives scenarios on the embedded engine. */
export const driverOf = (client: Inngest, sql: Sql): Driver => ({
  client,
  until,
  async ended(functionId, count) {
    let runs: EndedRun[] = [];
    await until(`${count} ended runs of ${functionId}`, async () => {
      runs = await endedRuns(sql, `${client.id}-${functionId}`);
      return runs.length >= count;
    });
    return runs;
  },
  async settled() {
    await until("no job is due or in progress", async () => {
      const [busy] =
        await sql`select 1 from graphile_worker.jobs where run_at <= now() and attempts < max_attempts limit 1`;
      return !busy;
    });
  },
});
