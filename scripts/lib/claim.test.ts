import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../testing/temp-folder";
import { claim, claimAfterFormer, readClaim } from "./claim.mjs";

/** Somebody who lives until he is told otherwise. */
const somebody = () =>
  spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });

const file = () => path.join(tempFolder(), "run.json");

test("what one process holds another one is told of", async () => {
  const at = file();
  const other = somebody();
  try {
    writeFileSync(at, JSON.stringify({ pid: other.pid, url: "http://localhost:3000" }));
    expect(claim(at)).toEqual({ mine: false, holder: { pid: other.pid, url: "http://localhost:3000" } });
  } finally {
    other.kill("SIGKILL");
  }
});

test("what a dead one left counts for nothing", () => {
  const at = file();
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  writeFileSync(at, JSON.stringify({ pid: dead }));
  const mine = claim(at, { mode: "npm start" });
  if (!mine.mine) throw new Error("not ours");
  mine.update({ url: "http://localhost:3001" });
  expect(JSON.parse(readFileSync(at, "utf8"))).toEqual({
    pid: process.pid,
    mode: "npm start",
    url: "http://localhost:3001",
  });
  mine.release();
  expect(readClaim(at)).toBeUndefined();
});

test("half a file counts for nothing", () => {
  const at = file();
  writeFileSync(at, '{"pid":');
  expect(claim(at).mine).toBe(true);
});

test.each([
  ["has said that it leaves", { leaving: true }],
  ["lost the npm above it and is about to notice", { npm: spawnSync(process.execPath, ["-e", ""]).pid }],
])("one that %s is waited for", async (_, facts) => {
  const at = file();
  const former = somebody();
  let waited = false;
  writeFileSync(at, JSON.stringify({ pid: former.pid, url: "http://localhost:3000", ...facts }));
  const next = await claimAfterFormer(at, { mode: "npm start" }, (wait) => {
    waited = true;
    expect(JSON.parse(readFileSync(at, "utf8"))).toMatchObject({ pid: former.pid });
    former.kill("SIGKILL");
    return wait;
  });
  expect(next.mine && waited).toBe(true);
  expect(readClaim(at)).toMatchObject({ pid: process.pid, mode: "npm start" });
});

test("one that stays is not waited for", async () => {
  const at = file();
  const other = somebody();
  try {
    writeFileSync(at, JSON.stringify({ pid: other.pid, url: "http://localhost:3000", npm: process.pid }));
    const next = await claimAfterFormer(at, {}, () => expect.fail("it waited"));
    expect(next).toMatchObject({ mine: false, holder: { url: "http://localhost:3000" } });
  } finally {
    other.kill("SIGKILL");
  }
});
