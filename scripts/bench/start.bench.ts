import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../lib/paths.mjs";
import { anyFreePort } from "../lib/ports.mjs";
import { startPostgres } from "../lib/postgres.mjs";
import { row } from "./row";

// `npm start` a second time, nothing changed: from the command to the line that says where to click.
const dir = mkdtempSync(path.join(os.tmpdir(), "patchbay-start-"));
const port = await anyFreePort();
const { DATABASE_URL: _, APP_DATABASE_URL: __, ...env } = process.env;

async function startOnce(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: { ...env, DATA_DIR: dir, PORT: String(port), PUBLIC_URL: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const left = new Promise((resolve) => child.once("close", resolve));
  const running = new Promise<void>((resolve, reject) => {
    let words = "";
    child.stdout.on("data", (chunk) => {
      words += chunk;
      if (words.includes("Patchbay is running")) resolve();
    });
    void left.then(() => reject(new Error(`npm start left: ${words}`)));
  });
  await running;
  const took = performance.now() - began;
  child.kill("SIGINT");
  await left;
  return took;
}

await startOnce(); // installs, builds, creates
const took = await startOnce();
const floor = await floorOnce();
rmSync(dir, { recursive: true, force: true });
row({
  name: "npm start again, nothing changed (floor: its PostgreSQL and two empty Node processes)",
  value: took / 1000,
  unit: "s",
  floor: floor / 1000,
  bar: "≤ 4 s",
  met: took <= 4000,
});

/** What has to be started in any case, one after the other: the launcher, the database, the server's process. */
async function floorOnce(): Promise<number> {
  const began = performance.now();
  spawnSync(process.execPath, ["-e", ""]);
  const cluster = await startPostgres({ dir });
  spawnSync(process.execPath, ["-e", ""]);
  const time = performance.now() - began;
  await cluster.stop();
  return time;
}
