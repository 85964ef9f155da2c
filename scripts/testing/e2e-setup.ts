import { randomBytes } from "node:crypto";
import { mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { ensureBuilt } from "../lib/build.mjs";
import { dataDir, root } from "../lib/paths.mjs";
import { runningPostgres } from "../lib/postgres.mjs";
import { appSecret } from "../lib/secrets.mjs";
import { throwawayPostgres } from "../lib/throwaway.mjs";
import { startWeb } from "../lib/web.mjs";

/** What a person may have set for an installation of his own and a test must not meet. */
const UNSET = ["RESEND_API_KEY", "AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET", "INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"];

/**
 * The product for the browser stories: a build of these sources on a PostgreSQL of its own. The stories' process has
 * the same environment, so that fixtures may use the factories. With E2E_BASE_URL the stories run against the
 * installation of this checkout that is running there already, `npm run dev` for instance.
 */
export default async function setup() {
  if (process.env.E2E_BASE_URL) {
    const cluster = await runningPostgres(dataDir());
    const appUrl = process.env.APP_DATABASE_URL ?? cluster?.appUrl();
    Object.assign(process.env, {
      DATABASE_URL: process.env.DATABASE_URL ?? cluster?.ownerUrl(),
      ...(appUrl ? { APP_DATABASE_URL: appUrl } : {}), // an environment has no undefined: it would be a word
      APP_SECRET: appSecret(dataDir(), cluster !== undefined),
      PUBLIC_URL: process.env.E2E_BASE_URL,
      DATA_DIR: dataDir(),
    });
    return;
  }
  const build = await ensureBuilt();
  const cluster = await throwawayPostgres();
  const appLogin = { name: "patchbay_app", password: cluster.passwords.app };
  const { createDatabase, migrateDatabase } = await import("../lib/migrate.mjs");
  await createDatabase(cluster.ownerUrl("postgres"), "patchbay");
  await migrateDatabase({ url: cluster.ownerUrl(), appLogin });
  const port = Number(process.env.E2E_PORT);
  const { fakeCarriers } = await import("../../e2e/fake-carriers");
  const carriers = await fakeCarriers();
  const env = {
    DATABASE_URL: cluster.ownerUrl(),
    APP_DATABASE_URL: cluster.appUrl(),
    APP_SECRET: randomBytes(32).toString("base64url"),
    PUBLIC_URL: `http://localhost:${port}`,
    DATA_DIR: cluster.dir,
    NEXT_DIST_DIR: build,
    ALLOW_PRIVATE_NETWORK: "1", // pretended carriers answer on this machine
    CARRIER_BASE_URLS: JSON.stringify(carriers.urls),
    ...Object.fromEntries(UNSET.map((name) => [name, ""])),
  };
  Object.assign(process.env, env);
  const words = path.join(root, ".data/test");
  mkdirSync(words, { recursive: true });
  const log = openSync(path.join(words, "server.log"), "w");
  const web = startWeb({ port, host: "127.0.0.1", env, output: log });
  const stop = async () => {
    await web.stop();
    await cluster.stop();
    await carriers.stop();
  };
  try {
    await web.healthy();
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
