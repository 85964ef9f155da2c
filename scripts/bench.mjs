// npm run bench [NAME …]: measures the product on a throw-away PostgreSQL that syncs to disk, as ratios in one run.
// A bench is scripts/bench/<name>.bench.ts; it calls row() of scripts/bench/row.ts for each thing it measured.
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Failure, runScript } from "./lib/failure.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { createDatabase, migrateDatabase } from "./lib/migrate.mjs";
import { checkNode } from "./lib/node-version.mjs";
import { dataDir, root } from "./lib/paths.mjs";
import { throwawayPostgres } from "./lib/throwaway.mjs";

const folder = path.join(root, "scripts/bench");
/** What others did on this machine when the run began: figures of a busy one are worth little, and README says so. */
const LOAD_BEFORE = os.loadavg()[0];
const TITLES = ["what", "measured", "floor", "ratio", "bar", ""];

await runScript(async () => {
  checkNode();
  const wanted = process.argv.slice(2);
  const all = readdirSync(folder).filter((file) => file.endsWith(".bench.ts"));
  const chosen = all.filter((file) => wanted.length === 0 || wanted.includes(path.basename(file, ".bench.ts")));
  if (chosen.length === 0) {
    throw new Failure(`No such bench. There are: ${all.map((file) => path.basename(file, ".bench.ts")).join(", ")}.`);
  }
  await ensureInstalled();
  const rowsFile = path.join(dataDir(), "bench-rows.jsonl");
  rmSync(rowsFile, { force: true });
  appendFileSync(rowsFile, "");
  let failed = false;
  for (const file of chosen) {
    console.log(`── ${path.basename(file, ".bench.ts")}`);
    // A cluster each: what one leaves behind (a bloated table, a full cache) is not the next one's affair.
    const cluster = await throwawayPostgres({ durable: true });
    try {
      const appLogin = { name: "patchbay_app", password: cluster.passwords.app };
      await createDatabase(cluster.ownerUrl("postgres"), "patchbay");
      await migrateDatabase({ url: cluster.ownerUrl(), appLogin });
      const env = {
        DATABASE_URL: cluster.ownerUrl(),
        APP_DATABASE_URL: cluster.appUrl(),
        APP_SECRET: "a secret for measurements, of thirty-two characters or more",
        PUBLIC_URL: "http://localhost:3000",
        DATA_DIR: cluster.dir,
        LOG_LEVEL: process.env.LOG_LEVEL ?? "error",
        NODE_ENV: "production",
        BENCH_ROWS: rowsFile,
      };
      if ((await run(path.join(folder, file), env)) !== 0) failed = true;
    } finally {
      await cluster.stop();
    }
  }
  const rows = existsSync(rowsFile)
    ? readFileSync(rowsFile, "utf8")
        .trim()
        .split("\n")
        .filter(Boolean)
        .map((text) => JSON.parse(text))
    : [];
  writeFileSync(
    path.join(dataDir(), "bench.json"),
    `${JSON.stringify({ at: new Date().toISOString(), rows }, null, 2)}\n`,
  );
  console.log(`\n${table(rows)}\n\n.data/bench.json holds the same.`);
  if (chosen.length === all.length && !failed) {
    writeReadme(rows);
    console.log("README.md shows this run.");
  }
  if (failed || rows.some((row) => row.met === false)) process.exit(1);
});

function run(file, env) {
  // BENCH_PROFILE=DIR leaves a CPU profile there, for a browser's developer tools.
  const dir = process.env.BENCH_PROFILE;
  const profile = dir ? ["--cpu-prof", `--cpu-prof-dir=${path.resolve(dir)}`] : [];
  const child = spawn(process.execPath, [...profile, "--import", "tsx", file], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  return new Promise((resolve) => child.once("close", resolve));
}

/** The table of a whole run, with what it ran on: a bar that was missed says so. */
function writeReadme(rows) {
  const file = path.join(root, "README.md");
  const [begin, end] = ["<!-- bench -->", "<!-- /bench -->"];
  const readme = readFileSync(file, "utf8");
  const [before, after] = [readme.split(begin)[0], readme.split(end)[1]];
  if (after === undefined) throw new Failure(`README.md has no place between ${begin} and ${end}.`);
  const cpus = os.cpus();
  const machine = [
    `${cpus.length} cores (${cpus[0]?.model.trim() || os.arch()})`,
    `${Math.round(os.totalmem() / 2 ** 30)} GB`,
    `Node ${process.versions.node}`,
    ...(LOAD_BEFORE > cpus.length ? [`busy with other work (load ${LOAD_BEFORE.toFixed(0)} before it began)`] : []),
  ].join(", ");
  const lines = cells(rows).map((line) => `| ${line.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  lines.splice(1, 0, `| ${TITLES.map(() => "---").join(" | ")} |`);
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${before}${begin}\n\n${date}, ${machine}.\n\n${lines.join("\n")}\n\n${end}${after}`);
  // As the formatter sets it, or the next check stumbles over it.
  spawnSync(process.execPath, [path.join(root, "node_modules/@biomejs/biome/bin/biome"), "format", "--write", file]);
}

/** @param {{ name: string, value: number, unit: string, floor?: number, ratio?: number, bar?: string, met?: boolean }[]} rows */
function cells(rows) {
  const number = (value) =>
    value === undefined ? "" : value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);
  const measured = rows.map(({ name, value, unit, floor, ratio, bar = "", met }) => [
    name,
    `${number(value)} ${unit}`,
    floor === undefined ? "" : `${number(floor)} ${unit}`,
    number(ratio),
    bar,
    met === undefined ? "" : met ? "met" : "missed",
  ]);
  return [TITLES, ...measured];
}

function table(rows) {
  const lines = cells(rows);
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
