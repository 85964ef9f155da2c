import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Options, type Sql } from "postgres";
import { preparing } from "./prepared";
import { sturdy } from "./sturdy";
import { noteWait } from "./waits";

type Role = "app" | "owner";
type Pool = { client: Sql; sql: Sql; db: PostgresJsDatabase };

/** Next bundles a module many times; the process has one set of pools. */
const holder = globalThis as { patchbayPools?: Partial<Record<Role, Pool>>; patchbayArrays?: ArrayTypes };
holder.patchbayPools ??= {};
const pools = holder.patchbayPools;

function open(role: Role): Pool {
  const existing = pools[role];
  if (existing) {
    if (!holder.patchbayArrays) learnArrays(existing.client);
    return existing;
  }
  const client = connect(role, {
    max: Number(role === "app" ? (process.env.APP_POOL ?? 10) : (process.env.OWNER_POOL ?? 5)),
  });
  // One that broke is replaced by whoever asks next: while the database is away he hears so at once, and once it is
  // back he is served at once.
  const sql = sturdy(
    client,
    () => {
      if (pools[role] === pool) pools[role] = undefined;
    },
    (ms) => noteWait(role, ms),
  );
  const pool: Pool = { client, sql, db: drizzle({ client: preparing(sql) }) };
  pools[role] = pool;
  return pool;
}

/** What the driver knows of the database's arrays: their types, by the type of what is in them, and how they are read and written. */
type ArrayTypes = { parsers: object; serializers: object; shared: { typeArrayMap: object } };
type Known = ArrayTypes & { fetch_types: boolean };

/**
 * The driver asks for the arrays' types over every new connection, and where that one breaks meanwhile the rejection
 * is nobody's and would end the process. One answer is good for all.
 */
function learnArrays({ options }: Sql): void {
  const known = options as unknown as Known;
  if (Object.keys(known.shared.typeArrayMap).length === 0) return;
  holder.patchbayArrays = known;
  known.fetch_types = false;
}

function giveArrays({ options }: Sql, { parsers, serializers, shared }: ArrayTypes): void {
  const known = options as unknown as Known;
  Object.assign(known.parsers, parsers);
  Object.assign(known.serializers, serializers);
  Object.assign(known.shared.typeArrayMap, shared.typeArrayMap);
  known.fetch_types = false;
}

function connect(role: Role, options: Options<Record<string, never>>): Sql {
  const ownerUrl = process.env.DATABASE_URL;
  if (!ownerUrl) throw new Error("DATABASE_URL is not set");
  const appUrl = process.env.APP_DATABASE_URL;
  const client = postgres(role === "app" && appUrl ? appUrl : ownerUrl, {
    ...options,
    onnotice: () => {},
    connect_timeout: 5,
    // A connection that ended in its own time is made anew at once.
    backoff: () => 0,
    connection: {
      application_name: `patchbay ${role}`,
      statement_timeout: 30_000,
      // With one address for both, the tenant role becomes the session's default role: a fallback, since SET ROLE NONE leaves it.
      ...(role === "app" && !appUrl ? { role: "app_user" } : {}),
    },
  });
  if (holder.patchbayArrays) giveArrays(client, holder.patchbayArrays);
  return client;
}

/** The tenant role's pool: row-level security binds everything done on it. Opened by `db/tenant.ts` only. */
export const appDb = (): PostgresJsDatabase => open("app").db;

/** The owner's pool, past row-level security. Opened by `db/system.ts` only. */
export const ownerDb = (): PostgresJsDatabase => open("owner").db;
/** The same without the query builder. It may be kept: it is always the pool of the moment. */
export const ownerSql = (): Sql => ownerSqlOfTheMoment;

const ownerSqlOfTheMoment = new Proxy((() => {}) as unknown as Sql, {
  apply: (_, self, args) => Reflect.apply(open("owner").sql, self, args),
  get: (_, key) => Reflect.get(open("owner").sql, key) as unknown,
});

/** How long to wait before asking again to be told. */
const LISTEN_AGAIN_MS = 200;

/**
 * Hear what is said on one of the database's channels, over a connection of its own. `listening` is called whenever that
 * begins, which after a broken connection is a good moment to look at what was missed, and `lost` whenever it breaks off.
 * `begun` rejects when the first try fails; the next ones are made all the same, until `stop`.
 */
export function listenTo(
  channel: string,
  heard: (payload: string) => void,
  listening: () => void,
  lost: () => void = () => {},
): { begun: Promise<void>; stop: () => void } {
  let [stopped, heeding] = [false, false];
  let current: Sql | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = (client: Sql) => void client.end({ timeout: 0 }).catch(() => {});
  const begin = async () => {
    const over = () => {
      if (current !== client) return;
      current = undefined;
      end(client);
      if (heeding && !stopped) lost();
      heeding = false;
      if (!stopped) timer = setTimeout(() => void begin().catch(() => {}), LISTEN_AGAIN_MS);
    };
    const told: object = { onnotify: (_: string, payload: string) => heard(payload), onclose: over };
    const client = connect("owner", { ...told, max: 1, max_lifetime: null, fetch_types: false });
    current = client;
    try {
      await client.unsafe(`listen "${channel}"`);
      if (current !== client) return;
      heeding = true;
      listening();
    } catch (error) {
      over();
      throw error;
    }
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    if (current) end(current);
  };
  return { begun: begin(), stop };
}

/** Close both pools; the next use opens them again. */
export async function closePools(): Promise<void> {
  const closing = [pools.app?.client.end({ timeout: 2 }), pools.owner?.client.end({ timeout: 2 })];
  pools.app = undefined;
  pools.owner = undefined;
  await Promise.all(closing);
}
