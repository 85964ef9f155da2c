// npm test: checks everything, fastest first, and ends with one line: N passed, N failed.
//   npm test -- --unit              everything but the browser stories
//   npm test -- --e2e               the browser stories only
//   npm test -- server/flows e2e/inbox.spec.ts    the tests below these paths only
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureBuilt } from "./lib/build.mjs";
import { ensureChromium } from "./lib/chromium.mjs";
import { Failure, runScript } from "./lib/failure.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { checkNode } from "./lib/node-version.mjs";
import { root } from "./lib/paths.mjs";
import { anyFreePort } from "./lib/ports.mjs";
import { seconds } from "./lib/progress.mjs";
import { one, playwrightTally, sum, vitestTally } from "./lib/tally.mjs";

const args = process.argv.slice(2);
const paths = args.filter((arg) => !arg.startsWith("--"));
const stories = paths.filter((file) => /^(\.\/)?e2e(\/|$)/.test(file));
const units = paths.filter((file) => !stories.includes(file));
const [unitOnly, e2eOnly, everything] = [args.includes("--unit"), args.includes("--e2e"), paths.length === 0];

await runScript(async () => {
  checkNode();
  const unknown = args.find((arg) => arg.startsWith("--") && arg !== "--unit" && arg !== "--e2e");
  if (unknown) throw new Failure(`npm test does not know ${unknown}; it takes --unit, --e2e and paths.`);
  await ensureInstalled();
  const wantsStories = !unitOnly && (everything || stories.length > 0);
  // A browser that has to be fetched comes while the other tests run: they need the processors, it needs the network.
  const chromium = wantsStories ? ensureChromium() : undefined;
  chromium?.catch(() => {}); // its own phase says so
  const reports = mkdtempSync(path.join(os.tmpdir(), "patchbay-reports-"));
  const tallies = [];
  const phase = async (name, work) => {
    console.log(`\n── ${name}`);
    const began = Date.now();
    const tally = await work().catch((error) => {
      console.error(error instanceof Failure ? error.message : error);
      return one(false);
    });
    tallies.push(tally);
    console.log(`── ${name}: ${tally.passed} passed, ${tally.failed} failed, ${seconds(Date.now() - began)}`);
  };
  try {
    if (everything && !e2eOnly) {
      await phase("Lint and format", async () => one((await tool("@biomejs/biome/bin/biome", "check", ".")) === 0));
      await phase("Types", async () => {
        const generated = await tool("next/dist/bin/next", "typegen");
        return one(
          generated === 0 && (await tool("@typescript/native/bin/tsc", "--noEmit", "--incremental", "false")) === 0,
        );
      });
    }
    if (!e2eOnly && (everything || units.length > 0))
      await phase("Unit tests", () => unitTests(path.join(reports, "vitest.json")));
    if (wantsStories) await phase("Browser stories", () => browserStories(path.join(reports, "e2e.json"), chromium));
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  const { passed, failed } = sum(tallies);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
});

async function unitTests(report) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return vitestTally(report, await tool("vitest/vitest.mjs", "run", ...reporters, ...units));
}

async function browserStories(report, fetching) {
  const chromium = await fetching;
  await ensureBuilt(); // before the browser runs: both at once are too much for a small machine
  process.env.E2E_PORT = String(await anyFreePort());
  if (chromium) process.env.CHROMIUM_PATH = chromium;
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = report;
  const code = await tool("@playwright/test/cli.js", "test", "--reporter=list,json", ...stories);
  const tally = playwrightTally(report, code);
  if (tally.failed > 0)
    console.log(
      "What the server said is in .data/test/server.log, pictures in test-results; E2E_TRACE=1 has traces made, too.",
    );
  return tally;
}

/** Run a package's program, its words going straight out. @returns {Promise<number | null>} the exit code */
function tool(program, ...rest) {
  const child = spawn(process.execPath, [path.join(root, "node_modules", program), ...rest], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  return new Promise((resolve) => child.once("close", resolve));
}
