// npm run admin migrate | backup FILE | restore FILE
import { existsSync } from "node:fs";
import path from "node:path";
import { backup, restore } from "./lib/backup.mjs";
import { readClaim } from "./lib/claim.mjs";
import { Failure, runScript } from "./lib/failure.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { createDatabase, migrateDatabase } from "./lib/migrate.mjs";
import { checkNode } from "./lib/node-version.mjs";
import { dataDir, root } from "./lib/paths.mjs";
import { runningPostgres, startPostgres } from "./lib/postgres.mjs";
import { step } from "./lib/progress.mjs";

const HELP = `npm run admin migrate         bring the database to this version (npm start does so by itself)
npm run admin backup FILE     write every table into FILE
npm run admin restore FILE    read FILE into an empty database`;

await runScript(async () => {
  checkNode();
  const [verb, file] = process.argv.slice(2);
  if (!["migrate", "backup", "restore"].includes(verb) || (verb !== "migrate" && !file)) throw new Failure(HELP);
  if (existsSync(path.join(root, ".env"))) process.loadEnvFile(path.join(root, ".env"));
  const target = file && path.resolve(process.env.INIT_CWD ?? ".", file);
  if (verb === "restore" && !existsSync(target)) throw new Failure(`There is no ${target}.`);
  await ensureInstalled();
  if (verb === "restore") refuseWhileRunning();
  await withDatabase(async ({ url, appLogin }) => {
    if (verb === "migrate") {
      await step("Migrating", () => migrateDatabase({ url, appLogin, appUrl: process.env.APP_DATABASE_URL }));
    } else if (verb === "backup") {
      const { tables, rows } = await step("Writing the backup", () => backup(url, target));
      console.log(`  ${target}: ${tables} tables, ${rows} rows.`);
      console.log(
        `  Keep with it what is not in the database: APP_SECRET (${dataDir()}/app-secret) and ${dataDir()}/media.`,
      );
    } else {
      const { tables, rows } = await step("Restoring", () => restore(url, target, appLogin));
      console.log(`  ${tables} tables, ${rows} rows. Put APP_SECRET and media in their places before starting.`);
    }
  });
});

function refuseWhileRunning() {
  const running = readClaim(path.join(dataDir(), "run.json"));
  if (running) throw new Failure(`Patchbay is running (process ${running.pid}). Stop it first.`);
}

/** The database of DATABASE_URL, or our own, which is started for the time being when it does not run. */
async function withDatabase(work) {
  if (process.env.DATABASE_URL) return work({ url: process.env.DATABASE_URL });
  const running = await runningPostgres(dataDir());
  const cluster = running ?? (await startPostgres({ dir: dataDir() }));
  try {
    await createDatabase(cluster.ownerUrl("postgres"), "patchbay");
    return await work({ url: cluster.ownerUrl(), appLogin: { name: "patchbay_app", password: cluster.passwords.app } });
  } finally {
    if (!running) await cluster.stop();
  }
}
