import { existsSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { reach } from "./reach.mjs";

const LOCK = 7_203_551_904; // any number, the same in every Patchbay: migrations run one process at a time
const OLDEST_POSTGRES = 150_000;

/**
 * Bring a database to this version: checks the server, makes the roles, applies what is missing under an advisory
 * lock (drizzle takes none). Quick when there is nothing to do.
 * @param {object} options
 * @param {string} options.url the owner's
 * @param {{ name: string, password: string }} [options.appLogin] a login role to make and keep, a member of app_user
 * @param {string} [options.appUrl] the application's; looked at only to refuse one that row-level security does not bind
 * @param {string} [options.folder] the migrations
 */
export async function migrateDatabase({ url, appLogin, appUrl, folder = path.join(root, "db/migrations") }) {
  const sql = await reach("DATABASE_URL", url);
  try {
    await checkServer(sql);
    await sql`select pg_advisory_lock(${LOCK})`;
    await makeRoles(sql, appLogin);
    if (existsSync(path.join(folder, "meta/_journal.json"))) {
      const [{ drizzle }, { migrate }] = await Promise.all([
        import("drizzle-orm/postgres-js"),
        import("drizzle-orm/postgres-js/migrator"),
      ]);
      await migrate(drizzle(sql), { migrationsFolder: folder }).catch((error) => explainMissingRight(sql, error));
    }
    await checkTrigrams(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
  if (appUrl) await checkAppLogin(appUrl);
}

/** What can be said of a database before anything slow is begun: it is there, new enough, and lets us in. */
export async function checkDatabase({ url, appUrl }) {
  const sql = await reach("DATABASE_URL", url);
  try {
    await checkServer(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
  if (appUrl) await (await reach("APP_DATABASE_URL", appUrl)).end({ timeout: 5 });
}

/** Make a database in a private cluster when it is not there. */
export async function createDatabase(serverUrl, name) {
  const { default: postgres } = await import("postgres");
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!found) await sql`create database ${sql(name)} template template0`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function checkServer(sql) {
  const [server] = await sql`select current_setting('server_version') as version,
    current_setting('server_version_num')::int as number, getdatabaseencoding() as encoding`;
  if (server.number < OLDEST_POSTGRES) {
    throw new Failure(`DATABASE_URL is a PostgreSQL ${server.version}; Patchbay needs 15 or newer.`);
  }
  if (server.encoding !== "UTF8") {
    throw new Failure(`The database's encoding is ${server.encoding}; Patchbay needs one created with encoding UTF8.`);
  }
}

/** `app_user` is what the application's sessions are: bound by row-level security, owner of nothing. */
async function makeRoles(sql, appLogin) {
  const [role] = await sql`select rolsuper, rolbypassrls from pg_roles where rolname = 'app_user'`;
  if (role?.rolsuper || role?.rolbypassrls) {
    throw new Failure(
      "The role app_user is a superuser or has BYPASSRLS; tenants would not be kept apart. Take that from it.",
    );
  }
  try {
    if (!role) await sql`create role app_user nologin nosuperuser nobypassrls`;
    // Only a member may become app_user; before PostgreSQL 16 membership said so by itself.
    const [{ member }] = await sql`select pg_has_role(current_user, 'app_user',
      case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) as member`;
    if (!member) await sql`grant app_user to current_user`;
  } catch (error) {
    if (error.code !== "42501") throw error;
    const [{ me }] = await sql`select current_user as me`;
    throw new Failure(
      `The user of DATABASE_URL may not make roles. Have an administrator run: create role app_user nologin; grant app_user to "${me}";`,
    );
  }
  if (!appLogin) return;
  const { name, password } = appLogin;
  const [login] = await sql`select 1 from pg_roles where rolname = ${name}`;
  const verb = login ? "alter" : "create";
  // A role statement takes no parameters. The password is our own, of hexadecimal digits.
  await sql.unsafe(`${verb} role "${name}" login nosuperuser nobypassrls password '${password.replaceAll("'", "''")}'`);
  await sql`grant app_user to ${sql(name)}`;
}

/** A user who may connect and make nothing: what to grant him, instead of the database's own words. */
async function explainMissingRight(sql, error) {
  if (error.code !== "42501" && error.cause?.code !== "42501") throw error;
  const [{ me, base }] = await sql`select current_user as me, current_database() as base`;
  throw new Failure(
    `The user of DATABASE_URL may not make tables: ${error.cause?.message ?? error.message}. ` +
      `Have an administrator run: alter database "${base}" owner to "${me}";`,
  );
}

/** pg_trgm looks at LC_CTYPE only: under "C" it drops every Chinese character without a word. */
async function checkTrigrams(sql) {
  const [installed] = await sql`select 1 from pg_extension where extname = 'pg_trgm'`;
  if (!installed) return;
  const [{ works }] = await sql`select cardinality(show_trgm('中文测试')) > 0 as works`;
  if (!works) {
    throw new Failure(
      "This database's LC_CTYPE makes pg_trgm drop Chinese characters. Create it with a UTF-8 locale, for instance: " +
        "create database … template template0 encoding 'UTF8' lc_ctype 'C.UTF-8'",
    );
  }
}

async function checkAppLogin(url) {
  const sql = await reach("APP_DATABASE_URL", url);
  try {
    const [me] = await sql`select current_user as name, rolsuper or rolbypassrls as unbound,
      pg_has_role(current_user, 'app_user', 'USAGE') as member from pg_roles where rolname = current_user`;
    if (me.unbound) {
      throw new Failure(
        `APP_DATABASE_URL signs in as "${me.name}", whom row-level security does not bind. Use another role.`,
      );
    }
    if (!me.member)
      throw new Failure(`APP_DATABASE_URL signs in as "${me.name}". Run: grant app_user to "${me.name}";`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
