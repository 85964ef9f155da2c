import type { ownerDb } from "./clients";

/**
 * The owner's door, past row-level security. Its users are few and named in `server/architecture.test.ts`: relay, engine,
 * sign-in, migrations, look-ups that turn a secret or a slug into ids, and sweeps that list (tenant, id) and then work
 * inside `withTenant`.
 */
export { listenTo, ownerDb as systemDb, ownerSql as systemSql } from "./clients";

/** A transaction of the owner's connection. */
export type SystemTx = Parameters<Parameters<ReturnType<typeof ownerDb>["transaction"]>[0]>[0];
