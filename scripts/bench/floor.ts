import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";

type Floor = {
  /** Transactions a second. */
  perSecond: number;
  /** What measured it: pgbench where there is one, else the driver alone, which is a little slower. */
  by: "pgbench" | "driver";
};

type Load = { clients?: number; seconds?: number };

/**
 * How often a second this PostgreSQL does a transaction when nothing of ours is in the way: prepared statements, as
 * many clients as the pool has connections.
 * @param statements of one transaction, each without parameters (`random()` and `gen_random_uuid()` vary them)
 */
export async function databaseFloor(url: string, statements: string[], load: Load = {}): Promise<Floor> {
  const perSecond = pgbenchFloor(url, transaction(statements), {}, load);
  return perSecond === undefined
    ? { perSecond: await byDriver(url, statements, load), by: "driver" }
    : { perSecond, by: "pgbench" };
}

/** A pgbench script of one transaction. */
export const transaction = (statements: string[]): string =>
  ["begin", ...statements, "commit"].map((statement) => `${statement};\n`).join("");

/**
 * How often a second pgbench does a script, with prepared statements; undefined where there is no pgbench.
 * @param variables what `:name` in the script stands for
 */
export function pgbenchFloor(
  url: string,
  script: string,
  variables: Record<string, string | number>,
  { clients = 10, seconds = 5 }: Load = {},
): number | undefined {
  const program = findPgbench();
  if (!program) return undefined;
  const dir = mkdtempSync(path.join(os.tmpdir(), "patchbay-floor-"));
  try {
    const file = path.join(dir, "script.sql");
    writeFileSync(file, script);
    const defined = Object.entries(variables).flatMap(([name, value]) => ["-D", `${name}=${value}`]);
    const flags = ["-n", "-M", "prepared", "-c", String(clients), "-j", "2", "-T", String(seconds)];
    const run = spawnSync(program, [...flags, ...defined, "-f", file, url], { encoding: "utf8" });
    const tps = /tps = ([\d.]+)/.exec(run.stdout)?.[1];
    if (!tps || /aborted/.test(run.stderr)) throw new Error(`pgbench: ${run.stderr}`);
    return Number(tps);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function findPgbench(): string | undefined {
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql").sort().reverse() : [];
  const places = [
    ...(process.env.PATH ?? "").split(path.delimiter),
    ...versions.map((one) => `/usr/lib/postgresql/${one}/bin`),
  ];
  return places.map((place) => path.join(place, "pgbench")).find((file) => existsSync(file));
}

async function byDriver(url: string, statements: string[], { clients = 10, seconds = 5 }: Load): Promise<number> {
  const sql = postgres(url, { max: clients, onnotice: () => {} });
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const client = async () => {
    while (performance.now() < until) {
      await sql.begin((tx) => Promise.all(statements.map((statement) => tx.unsafe(statement, [], { prepare: true }))));
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await sql.end();
  return done / seconds;
}
