// npm start: the whole product on one machine. `--dev` serves the sources as they change instead of a build.
import { existsSync } from "node:fs";
import path from "node:path";
import { ensureBuilt } from "./lib/build.mjs";
import { claimAfterFormer } from "./lib/claim.mjs";
import { checkNamedDatabase, openDatabase } from "./lib/database.mjs";
import { runScript } from "./lib/failure.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { lifecycle } from "./lib/lifecycle.mjs";
import { checkNode } from "./lib/node-version.mjs";
import { dataDir, root } from "./lib/paths.mjs";
import { webPort } from "./lib/ports.mjs";
import { step } from "./lib/progress.mjs";
import { appSecret } from "./lib/secrets.mjs";
import { demoAccounts, seedDemo } from "./lib/seed.mjs";
import { isLoopback, listenHost, startWeb } from "./lib/web.mjs";

const dev = process.argv.includes("--dev");

await runScript(async () => {
  checkNode();
  if (existsSync(path.join(root, ".env"))) process.loadEnvFile(path.join(root, ".env"));
  const dir = dataDir();
  const mode = dev ? "npm run dev" : "npm start";
  const facts = { mode, ...(process.env.npm_lifecycle_event ? { npm: process.ppid } : {}) };
  const run = await claimAfterFormer(path.join(dir, "run.json"), facts, (wait) =>
    step("Waiting for the former one to stop", () => wait),
  );
  if (!run.mine) {
    const { url, pid, mode: other, leaving } = run.holder;
    const stands = leaving ? "Still stopping" : url ? `Already running at ${url}` : "Already starting";
    console.log(`${stands} (${other}, process ${pid}).`);
    return;
  }
  const life = lifecycle();
  life.onEnd(run.release);
  life.onLeaving(() => run.update({ leaving: true }));
  try {
    await start(dir, life, run);
  } catch (error) {
    if (life.ending()) return; // what failed was cut short by our own leaving
    console.error(error instanceof Error && error.name === "Failure" ? `\n${error.message}\n` : error);
    await life.end(1);
  }
});

/**
 * @param {string} dir
 * @param {ReturnType<typeof lifecycle>} life
 * @param {Extract<ReturnType<typeof claim>, { mine: true }>} run
 */
async function start(dir, life, run) {
  const local = isLoopback(process.env.PUBLIC_URL);
  const port = await webPort(process.env.PORT);
  const secret = appSecret(dir, !process.env.DATABASE_URL);
  await ensureInstalled();
  await checkNamedDatabase();
  const build = dev ? undefined : await ensureBuilt();
  const database = await openDatabase(dir);
  life.onEnd(database.stop);
  const url = (process.env.PUBLIC_URL || `http://localhost:${port}`).replace(/\/$/, "");
  const env = {
    DATABASE_URL: database.url,
    APP_DATABASE_URL: database.appUrl,
    APP_SECRET: secret,
    PUBLIC_URL: url,
    DATA_DIR: dir,
    PORT: String(port),
    NEXT_DIST_DIR: build,
  };
  const web = startWeb({ port, host: listenHost(process.env), env, dev });
  life.onEnd(web.stop);
  void web.left.then(async (code) => {
    if (life.ending()) return;
    console.error(`\n  The web server left with code ${code}.`);
    await life.end(1);
  });
  const [, noDemo] = await step("Starting", () =>
    Promise.all([web.healthy(), local && seedDemo(env).catch((error) => error)]),
  );
  if (noDemo) console.error(`\n${noDemo.message}`); // the product works without
  run.update({ url, port, build });
  console.log(welcome(url, local ? demoAccounts(dir) : undefined));
}

function welcome(url, demo) {
  const accounts = (demo?.accounts ?? []).map(({ email, password, role }) => `    ${email}  ${password}  (${role})`);
  return [
    "",
    `  Patchbay is running: ${url}`,
    ...(accounts.length > 0 ? ["", `  A demo workspace is at ${url}/${demo.slug}. Sign in as`, ...accounts] : []),
    "",
    "  Ctrl-C stops it.",
    "",
  ].join("\n");
}
