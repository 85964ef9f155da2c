// npm run serve: one more process on the same database. It neither migrates nor seeds; `npm start` does.
import { existsSync } from "node:fs";
import path from "node:path";
import { ensureBuilt } from "./lib/build.mjs";
import { readClaim } from "./lib/claim.mjs";
import { checkNamedDatabase } from "./lib/database.mjs";
import { Failure, runScript } from "./lib/failure.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { lifecycle } from "./lib/lifecycle.mjs";
import { checkNode } from "./lib/node-version.mjs";
import { dataDir, root } from "./lib/paths.mjs";
import { webPort } from "./lib/ports.mjs";
import { runningPostgres } from "./lib/postgres.mjs";
import { commandLine } from "./lib/processes.mjs";
import { step } from "./lib/progress.mjs";
import { appSecret } from "./lib/secrets.mjs";
import { listenHost, startWeb } from "./lib/web.mjs";

await runScript(async () => {
  checkNode();
  if (existsSync(path.join(root, ".env"))) process.loadEnvFile(path.join(root, ".env"));
  const dir = dataDir();
  await ensureInstalled();
  const cluster = process.env.DATABASE_URL ? undefined : await runningPostgres(dir);
  if (!process.env.DATABASE_URL && !cluster) {
    throw new Failure("There is no database to work with: run `npm start` first, or set DATABASE_URL.");
  }
  await checkNamedDatabase();
  const running = readClaim(path.join(dir, "run.json"))?.build;
  const build = running && existsSync(path.join(root, running, "done")) ? running : await ensureBuilt();
  const port = await webPort(process.env.PORT);
  const life = lifecycle();
  const web = startWeb({
    port,
    host: listenHost(process.env),
    env: {
      DATABASE_URL: cluster?.ownerUrl() ?? process.env.DATABASE_URL,
      APP_DATABASE_URL: cluster?.appUrl() ?? process.env.APP_DATABASE_URL,
      APP_SECRET: appSecret(dir, cluster !== undefined),
      PUBLIC_URL: process.env.PUBLIC_URL || `http://localhost:${port}`,
      DATA_DIR: dir,
      NEXT_DIST_DIR: build,
    },
  });
  life.onEnd(web.stop);
  void web.left.then(() => life.ending() || life.end(1));
  if (cluster) {
    // The database leaves with `npm start`, and without it there is nothing to serve.
    setInterval(() => commandLine(cluster.pid) === undefined && void life.end(0), 1_000).unref();
  }
  await step("Starting", () => web.healthy());
  console.log(`\n  One more process: http://localhost:${port}\n  Ctrl-C stops it.\n`);
});
