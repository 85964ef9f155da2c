import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { claim, readClaim } from "./claim.mjs";
import { Failure } from "./failure.mjs";
import { dataDir, root } from "./paths.mjs";
import { step } from "./progress.mjs";
import { waitFor } from "./wait.mjs";

const BUILDS = ".next/builds";
const KEPT = 2;
const builds = path.join(root, BUILDS);

/**
 * Have a build of exactly these sources. Every build has a folder of its own, so that none replaces what a running
 * server hands out; the mark `done` is written last, so that an interrupted one is made again.
 * @returns {Promise<string>} the folder, relative to the checkout, for NEXT_DIST_DIR
 */
export async function ensureBuilt() {
  const hash = sourceHash();
  const folder = path.join(builds, hash);
  mkdirSync(builds, { recursive: true });
  if (!isDone(folder)) await step("Building", () => buildOnce(folder, hash));
  const now = new Date();
  utimesSync(path.join(folder, "done"), now, now);
  removeOld(hash);
  return `${BUILDS}/${hash}`;
}

/** What a build depends on: every file that is not a test, a script or documentation. 16 hexadecimal digits. */
export function sourceHash(top = root) {
  const hash = createHash("sha256");
  for (const file of sources(top))
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(top, file)))
      .update("\0");
  return hash.digest("hex").slice(0, 16);
}

const APART = new Set(["node_modules", "e2e", "scripts", "coverage", "test-results", "playwright-report", "docs"]);
const IGNORED_FILE =
  /(\.(test|spec)\.[a-z]+|\.md|\.tsbuildinfo)$|^next-env\.d\.ts$|^(vitest|playwright|drizzle)\.config\.ts$/;

function* sources(top, below = "") {
  const entries = readdirSync(path.join(top, below), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const entry of entries) {
    const file = below ? `${below}/${entry.name}` : entry.name;
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) {
      if (below || !APART.has(entry.name)) yield* sources(top, file);
    } else if (!IGNORED_FILE.test(entry.name)) yield file;
  }
}

const isDone = (folder) => existsSync(path.join(folder, "done"));

async function buildOnce(folder, hash) {
  const lock = `${folder}.lock`;
  const held = await waitFor(
    () => {
      const attempt = claim(lock);
      return attempt.mine && attempt;
    },
    { timeoutMs: 600_000, everyMs: 200 },
  );
  if (!held) throw new Failure(`Another process has been building for ten minutes; end it or remove ${lock}.`);
  try {
    if (isDone(folder)) return; // the other one made it
    rmSync(folder, { recursive: true, force: true });
    await runBuild(`${BUILDS}/${hash}`);
    writeFileSync(path.join(folder, "done"), "");
  } finally {
    held.release();
  }
}

async function runBuild(distDir) {
  // Next writes its folder into the tsconfig and the environment file it finds; ours name none of them.
  const tsconfig = `${BUILDS}/tsconfig.json`;
  writeFileSync(path.join(root, tsconfig), JSON.stringify({ extends: "../../tsconfig.json" }));
  const types = path.join(root, "next-env.d.ts");
  const typesBefore = existsSync(types) ? readFileSync(types) : undefined;
  const env = { ...process.env, NODE_ENV: "production", NEXT_DIST_DIR: distDir, NEXT_TSCONFIG: tsconfig };
  const output = [];
  const child = spawn(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    env: { ...env, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (typesBefore) writeFileSync(types, typesBefore);
  else rmSync(types, { force: true });
  if (code !== 0)
    throw new Failure(
      `The build failed:\n${Buffer.concat(output).toString().trim().split("\n").slice(-60).join("\n")}`,
    );
}

/** Keep the newest two and the one a server is running from; the others go, unfinished ones too. */
function removeOld(current) {
  const running = readClaim(path.join(dataDir(), "run.json"))?.build;
  const done = readdirSync(builds)
    .filter((name) => isDone(path.join(builds, name)))
    .sort((a, b) => statSync(path.join(builds, b, "done")).mtimeMs - statSync(path.join(builds, a, "done")).mtimeMs);
  const kept = new Set([current, ...done.slice(0, KEPT), running && path.basename(running)]);
  for (const name of readdirSync(builds)) {
    const folder = path.join(builds, name);
    if (kept.has(name) || !/^[0-9a-f]{16}$/.test(name) || readClaim(`${folder}.lock`)) continue;
    rmSync(folder, { recursive: true, force: true });
  }
}
