import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import { preparing } from "./prepared";

type Pools = { app?: { sql: Sql; db: PostgresJsDatabase }; owner?: { sql: Sql; db: PostgresJsDatabase } };

/** Next bundles a module many times; the process has one set of pools. */
const holder = globalThis as { patchbayPools?: Pools };
holder.patchbayPools ??= {};
const pools = holder.patchbayPools;

function open(role: "app" | "owner") {
  const existing = pools[role];
  if (existing) return existing;
  const ownerUrl = process.env.DATABASE_URL;
  if (!ownerUrl) throw new Error("DATABASE_URL is not set");
  const appUrl = process.env.APP_DATABASE_URL;
  const size = Number(role === "app" ? (process.env.APP_POOL ?? 10) : (process.env.OWNER_POOL ?? 5));
  const sql = postgres(role === "app" && appUrl ? appUrl : ownerUrl, {
    max: size,
    onnotice: () => {},
    connect_timeout: 5,
    // In seconds. A database that comes back is there again at once, and until then whoever asks hears so at once: by
    // itself the driver would have him wait for the next try, up to twenty seconds.
    backoff: (retries: number) => Math.min(0.5, 0.02 * 2 ** retries),
    connection: {
      application_name: `patchbay ${role}`,
      statement_timeout: 30_000,
      // With one address for both, the tenant role becomes the session's default role: a fallback, since SET ROLE NONE leaves it.
      ...(role === "app" && !appUrl ? { role: "app_user" } : {}),
    },
  });
  pools[role] = { sql, db: drizzle({ client: preparing(sql) }) };
  return pools[role];
}

/** The tenant role's pool: row-level security binds everything done on it. Opened by `db/tenant.ts` only. */
export const appDb = (): PostgresJsDatabase => open("app").db;

/** The owner's pool, past row-level security. Opened by `db/system.ts` only. */
export const ownerDb = (): PostgresJsDatabase => open("owner").db;
export const ownerSql = (): Sql => open("owner").sql;

/** Close both pools; the next use opens them again. */
export async function closePools(): Promise<void> {
  const closing = [pools.app?.sql.end({ timeout: 2 }), pools.owner?.sql.end({ timeout: 2 })];
  pools.app = undefined;
  pools.owner = undefined;
  await Promise.all(closing);
}
