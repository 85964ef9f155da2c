import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterEach, expect, test } from "vitest";
import { runningPostgres, startPostgres } from "./postgres.mjs";
import { commandLine } from "./processes.mjs";
import { waitFor } from "./wait.mjs";

const folders: string[] = [];

function folder() {
  const dir = mkdtempSync(path.join(os.tmpdir(), "patchbay-launcher-"));
  chmodSync(dir, 0o755);
  folders.push(dir);
  return dir;
}

const start = (dir: string) => startPostgres({ dir, throwaway: true });

async function ask(url: string, query: string) {
  const sql = postgres(url, { max: 1 });
  try {
    return await sql.unsafe(query);
  } finally {
    await sql.end();
  }
}

afterEach(async () => {
  for (const dir of folders.splice(0)) {
    await (await runningPostgres(dir).catch(() => undefined))?.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});

test("it starts, keeps what was written, and stops without leaving a process", async () => {
  const dir = folder();
  const first = await start(dir);
  await ask(first.ownerUrl("postgres"), "create table kept as select 7 as seven");
  await first.stop();
  expect(commandLine(first.pid)).toBeUndefined();
  const second = await start(dir);
  expect(second.adopted).toBe(false);
  expect(await ask(second.ownerUrl("postgres"), "select seven from kept")).toEqual([{ seven: 7 }]);
});

test("trigrams keep Chinese, and the folder names the major version", async () => {
  const dir = folder();
  const { ownerUrl } = await start(dir);
  const query =
    "create extension pg_trgm; select cardinality(show_trgm('中文测试')) > 0 as works, version() as version";
  const [, [row]] = (await ask(ownerUrl("postgres"), query)) as unknown as [
    unknown,
    [{ works: boolean; version: string }],
  ];
  expect(row.works).toBe(true);
  const major = /PostgreSQL (\d+)/.exec(row.version)?.[1];
  expect(existsSync(path.join(dir, `pg${major}`, "PG_VERSION"))).toBe(true);
});

test("one whose launcher was killed is adopted with its port", async () => {
  const dir = folder();
  const launcher = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { startPostgres } from ${JSON.stringify(path.resolve(import.meta.dirname, "postgres.mjs"))};
      const { pid, port } = await startPostgres({ dir: ${JSON.stringify(dir)}, throwaway: true });
      console.log(JSON.stringify({ pid, port })); setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const born = JSON.parse(
    await new Promise<string>((resolve) => launcher.stdout.once("data", (data) => resolve(String(data)))),
  );
  launcher.kill("SIGKILL");
  await new Promise((resolve) => launcher.once("exit", resolve));
  const adopted = await start(dir);
  expect(adopted).toMatchObject({ ...born, adopted: true });
  expect(await ask(adopted.ownerUrl("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("after kill -9 of the server itself a new one takes over its files", async () => {
  const dir = folder();
  const first = await start(dir);
  process.kill(first.pid, "SIGKILL");
  await waitFor(() => commandLine(first.pid) === undefined, { timeoutMs: 10_000 });
  const second = await start(dir);
  expect(second.adopted).toBe(false);
  expect(await ask(second.ownerUrl("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a pid file that names some other program is stale, though it says ready", async () => {
  const dir = folder();
  const first = await start(dir);
  await first.stop();
  const data = path.join(dir, readdirSync(dir).find((name) => /^pg\d+$/.test(name))!);
  const lines = [process.pid, data, 1_700_000_000, 5432, "", "127.0.0.1", "", "ready   "];
  writeFileSync(path.join(data, "postmaster.pid"), `${lines.join("\n")}\n`);
  const second = await start(dir);
  expect(second.adopted).toBe(false);
  expect(await ask(second.ownerUrl("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("an interrupted creation leaves nothing in the way", async () => {
  const dir = folder();
  const first = await start(dir);
  await first.stop();
  const name = readdirSync(dir).find((entry) => /^pg\d+$/.test(entry))!;
  rmSync(path.join(dir, name), { recursive: true });
  mkdirSync(path.join(dir, `${name}.new`));
  writeFileSync(path.join(dir, `${name}.new/PG_VERSION`), "18\n");
  const second = await start(dir);
  expect(await ask(second.ownerUrl("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  expect(readdirSync(dir)).not.toContain(`${name}.new`);
});

test("files of another major version are never touched", async () => {
  const dir = folder();
  mkdirSync(path.join(dir, "pg17"));
  writeFileSync(path.join(dir, "pg17/PG_VERSION"), "17\n");
  await expect(start(dir)).rejects.toThrow(/made by PostgreSQL 17.*npm run admin backup FILE/);
  expect(readFileSync(path.join(dir, "pg17/PG_VERSION"), "utf8")).toBe("17\n");
});
