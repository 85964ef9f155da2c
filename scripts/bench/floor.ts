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

/**
 * How often a second this PostgreSQL does a transaction when nothing of ours is in the way: prepared statements, as
 * many clients as the pool has connections.
 * @param statements of one transaction, each without parameters (`random()` and `gen_random_uuid()` vary them)
 */
export async function databaseFloor(
  url: string,
  statements: string[],
  { clients = 10, seconds = 5 }: { clients?: number; seconds?: number } = {},
): Promise<Floor> {
  const pgbench = findPgbench();
  const perSecond = pgbench
    ? byPgbench(pgbench, url, statements, clients, seconds)
    : await byDriver(url, statements, clients, seconds);
  return { perSecond, by: pgbench ? "pgbench" : "driver" };
}

function findPgbench(): string | undefined {
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql").sort().reverse() : [];
  const places = [
    ...(process.env.PATH ?? "").split(path.delimiter),
    ...versions.map((one) => `/usr/lib/postgresql/${one}/bin`),
  ];
  return places.map((place) => path.join(place, "pgbench")).find((file) => existsSync(file));
}

function byPgbench(program: string, url: string, statements: string[], clients: number, seconds: number): number {
  const dir = mkdtempSync(path.join(os.tmpdir(), "patchbay-floor-"));
  try {
    const script = path.join(dir, "script.sql");
    writeFileSync(script, ["begin", ...statements, "commit"].map((statement) => `${statement};\n`).join(""));
    const flags = ["-n", "-M", "prepared", "-c", String(clients), "-j", "2", "-T", String(seconds), "-f", script, url];
    const run = spawnSync(program, flags, { encoding: "utf8" });
    const tps = /tps = ([\d.]+)/.exec(run.stdout)?.[1];
    if (!tps) throw new Error(`pgbench: ${run.stderr}`);
    return Number(tps);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function byDriver(url: string, statements: string[], clients: number, seconds: number): Promise<number> {
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
