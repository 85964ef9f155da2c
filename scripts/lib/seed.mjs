import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";

const DONE_WITHIN_MS = 120_000;

/**
 * Have the demo workspace in a local installation. db/seed.ts is idempotent by itself and leaves demo.json behind.
 * @param {Record<string, string | undefined>} env the application's
 */
export async function seedDemo(env) {
  const script = path.join(root, "db/seed.ts");
  if (!existsSync(script)) return;
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: DONE_WITHIN_MS,
  });
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0)
    throw new Failure(`The demo workspace could not be made:\n${Buffer.concat(output).toString().trim()}`);
}

/** The demo workspace as db/seed.ts left it: `{ slug, accounts: [{ email, password, role }] }`. */
export function demoAccounts(dir) {
  const file = path.join(dir, "demo.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
