import type { TestProject } from "vitest/node";
import { createDatabase, migrateDatabase } from "../lib/migrate.mjs";
import { throwawayPostgres } from "../lib/throwaway.mjs";

/** The database every test file's own one is a copy of. */
const TEMPLATE = "patchbay_template";

declare module "vitest" {
  export interface ProvidedContext {
    /** The servers' addresses, each ending where the name of a database follows. */
    postgres: { owner: string; app: string; template: string };
  }
}

/** One PostgreSQL for the whole run, migrated once into a template; gone with the run. */
export default async function setup(project: TestProject) {
  const cluster = await throwawayPostgres();
  const appLogin = { name: "patchbay_app", password: cluster.passwords.app };
  await createDatabase(cluster.ownerUrl("postgres"), TEMPLATE);
  await migrateDatabase({ url: cluster.ownerUrl(TEMPLATE), appLogin, appUrl: cluster.appUrl(TEMPLATE) });
  const { default: postgres } = await import("postgres");
  const sql = postgres(cluster.ownerUrl("postgres"), { max: 1 });
  await sql.unsafe(`alter database ${TEMPLATE} with is_template true allow_connections false`);
  await sql.end();
  project.provide("postgres", { owner: cluster.ownerUrl(""), app: cluster.appUrl(""), template: TEMPLATE });
  return cluster.stop;
}
