// npm start: the whole product on one machine. `--dev` serves the sources as they change instead of a build.
import { existsSync } from "node:fs";
import path from "node:path";
import { ensureBuilt } from "./lib/build.mjs";
import { claim } from "./lib/claim.mjs";
import { openDatabase } from "./lib/database.mjs";
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
  const run = claim(path.join(dir, "run.json"), { mode });
  if (!run.mine) {
    const { url, pid, mode: other } = run.holder;
    console.log(
      url ? `Already running at ${url} (${other}, process ${pid}).` : `Already starting (${other}, process ${pid}).`,
    );
    return;
  }
  const life = lifecycle();
  life.onEnd(run.release);
  try {
    await start(dir, life, run, mode);
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
 * @param {string} mode
 */
async function start(dir, life, run, mode) {
  const local = isLoopback(process.env.PUBLIC_URL);
  const port = await webPort(process.env.PORT);
  await ensureInstalled();
  const build = dev ? undefined : await ensureBuilt();
  const database = await openDatabase(dir);
  life.onEnd(database.stop);
  const url = (process.env.PUBLIC_URL || `http://localhost:${port}`).replace(/\/$/, "");
  const env = {
    DATABASE_URL: database.url,
    APP_DATABASE_URL: database.appUrl,
    APP_SECRET: appSecret(dir, database.embedded),
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
  run.update({ url, port, build, mode });
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
