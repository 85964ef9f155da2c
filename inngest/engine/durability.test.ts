import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closePools } from "@/db/clients";
import { systemSql } from "@/db/system";
import { embed, endedRuns, until } from "./testing";

const databaseUrl = process.env.DATABASE_URL ?? "";
// Sends events and looks; its functions are run by processes of their own.
const { client, engine } = embed({ sql: systemSql(), databaseUrl }, (made) =>
  ["victim", "place", "shared"].map((id) =>
    made.createFunction(
      { id, triggers: [{ event: `t/${id}` }], ...(id === "place" ? { concurrency: 1 } : {}) },
      () => null,
    ),
  ),
);
const children: ChildProcess[] = [];

beforeAll(async () => {
  await engine.install();
  await systemSql()`create table journal (at bigint generated always as identity, entry text not null, pid int not null)`;
});

beforeEach(async () => {
  await systemSql()`truncate journal`;
});

afterEach(async () => {
  const left = children.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(left.map((child) => kill(child, "SIGKILL")));
});

afterAll(closePools);

test("a process killed in the middle of a step: another takes the run over within seconds", async () => {
  const first = await startProcess();
  await client.send({ name: "t/victim", data: {} });
  await until("the step has begun", () => entries("during").then(({ length }) => length === 1));
  await kill(first, "SIGKILL");
  const second = await startProcess();
  await until("the run has ended", () => endedRuns(systemSql(), "app-victim").then(({ length }) => length === 1));
  expect(await endedRuns(systemSql(), "app-victim")).toEqual([
    { state: "completed", output: "survived", error: undefined },
  ]);
  expect(await entries("before")).toEqual([first.pid]); // remembered, not run again
  expect(await entries("during")).toEqual([first.pid, second.pid]);
  expect(await entries("after")).toEqual([second.pid]);
});

test("a process killed while it holds a place of a limit: the place is given to the next", async () => {
  const first = await startProcess();
  await client.send([1, 2, 3].map((n) => ({ name: "t/place", data: { n } })));
  await until("the place is taken", () => entries("hold %").then(({ length }) => length === 1));
  await kill(first, "SIGKILL");
  await startProcess();
  await until("all runs have ended", () => endedRuns(systemSql(), "app-place").then(({ length }) => length === 3));
  expect(await entries("hold %")).toHaveLength(4); // the one that was interrupted began twice
});

test("two processes share the work, and a schedule starts once per tick", async () => {
  const [first, second] = await Promise.all([startProcess(), startProcess()]);
  await client.send(Array.from({ length: 60 }, () => ({ name: "t/shared", data: {} })));
  await until("all have run", () => entries("shared").then(({ length }) => length >= 60));
  const pids = await entries("shared");
  expect(pids).toHaveLength(60);
  expect(new Set(pids)).toEqual(new Set([first.pid, second.pid]));
  await until("three ticks have passed", () => ticks().then((all) => new Set(all).size >= 3));
  const all = await ticks();
  expect(new Set(all).size).toBe(all.length);
});

test("a process asked to stop gives back what it has not finished", async () => {
  const first = await startProcess();
  await client.send({ name: "t/victim", data: {} });
  await until("the step has begun", () => entries("during").then(({ length }) => length === 1));
  const second = await startProcess();
  await kill(first, "SIGTERM");
  await until("the run has ended", () => entries("after").then(({ length }) => length === 1));
  expect(await entries("after")).toEqual([second.pid]);
});

async function startProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "inngest/engine/testing-process.ts"], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ["ignore", "ignore", "inherit"],
  });
  children.push(child);
  await until("the process has started", async () => {
    if (child.exitCode !== null) throw new Error(`the process left with ${child.exitCode}`);
    return (await entries("started")).includes(child.pid ?? 0);
  });
  return child;
}

async function kill(child: ChildProcess, signal: NodeJS.Signals) {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

/** The processes that made an entry, in order. */
async function entries(like: string): Promise<number[]> {
  const rows = await systemSql()<{ pid: number }[]>`select pid from journal where entry like ${like} order by at`;
  return rows.map(({ pid }) => pid);
}

async function ticks(): Promise<string[]> {
  const rows = await systemSql()<{ entry: string }[]>`select entry from journal where entry like 'tick %' order by at`;
  return rows.map(({ entry }) => entry);
}
