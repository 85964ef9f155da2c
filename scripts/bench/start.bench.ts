import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../lib/paths.mjs";
import { anyFreePort } from "../lib/ports.mjs";
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
rmSync(dir, { recursive: true, force: true });
row({ name: "npm start again, nothing changed", value: took / 1000, unit: "s", bar: "≤ 4 s", met: took <= 4000 });
