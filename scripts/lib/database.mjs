import { checkDatabase, createDatabase, migrateDatabase } from "./migrate.mjs";
import { startPostgres } from "./postgres.mjs";

/**
 * A database that was named and cannot be worked with is said at once, and not after what takes minutes.
 * @param {Record<string, string | undefined>} env
 */
export async function checkNamedDatabase(env = process.env) {
  if (env.DATABASE_URL) await checkDatabase({ url: env.DATABASE_URL, appUrl: env.APP_DATABASE_URL });
}

/**
 * The database this installation works with, at this version: the one of DATABASE_URL, or our own below `dir`.
 * @param {string} dir the data folder
 * @returns {Promise<{ embedded: boolean, url: string, appUrl: string | undefined, stop: () => Promise<void> }>}
 */
export async function openDatabase(dir, env = process.env) {
  if (env.DATABASE_URL) {
    await migrateDatabase({ url: env.DATABASE_URL, appUrl: env.APP_DATABASE_URL });
    return { embedded: false, url: env.DATABASE_URL, appUrl: env.APP_DATABASE_URL, stop: async () => {} };
  }
  const cluster = await startPostgres({ dir });
  try {
    const appLogin = { name: "patchbay_app", password: cluster.passwords.app };
    await createDatabase(cluster.ownerUrl("postgres"), "patchbay");
    await migrateDatabase({ url: cluster.ownerUrl(), appLogin, appUrl: cluster.appUrl() });
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return { embedded: true, url: cluster.ownerUrl(), appUrl: cluster.appUrl(), stop: cluster.stop };
}
