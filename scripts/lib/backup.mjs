import { once } from "node:events";
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { cp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { finished } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { Failure } from "./failure.mjs";
import { migrateDatabase } from "./migrate.mjs";
import { root } from "./paths.mjs";

/*
 * The file: gzip; a line of JSON that says what it is, then for each table a line of JSON and its rows as COPY writes
 * them, ended by a line `\.`; last a line of JSON with the count, without which the file was cut short. No client
 * tools are needed, and the next major version of PostgreSQL reads it as well.
 */
const FORMAT = "patchbay-backup-1";
/**
 * The embedded engine's queue keeps its jobs in a schema of its own, whose tables are that library's affair: what a job
 * is goes into the file, and comes back by the library's own door. Runs that wait are nothing without them.
 */
const QUEUE = "graphile_worker";
const JOB = "identifier text, payload json, run_at timestamptz, max_attempts smallint, key text, priority smallint";
const MIGRATIONS = path.join(root, "db/migrations");

/**
 * Write every table, as of one instant, into a file. The file appears when it is whole.
 * @param {string} url the owner's
 * @param {string} file
 * @returns {Promise<{ tables: number, rows: number }>}
 */
export async function backup(url, file) {
  const sql = await connect(url);
  const out = createGzip();
  const half = `${file}.part`;
  const disk = out.pipe(createWriteStream(half, { mode: 0o600 }));
  const write = async (bytes) => void (out.write(bytes) || (await once(out, "drain")));
  try {
    const done = await sql.begin("isolation level repeatable read read only", async (tx) => {
      const [{ migration }] = await tx`select max(created_at)::text as migration from drizzle.__drizzle_migrations`;
      const tables = await listTables(tx);
      await write(
        line({ format: FORMAT, migration, madeAt: new Date().toISOString(), sequences: await listSequences(tx) }),
      );
      let rows = 0;
      const copy = async (what) => {
        const stream = await tx.unsafe(`copy ${what} to stdout`).readable();
        for await (const chunk of stream) {
          for (const byte of chunk) if (byte === NEWLINE) rows += 1;
          await write(chunk);
        }
        stream._read(); // the driver leaves its socket paused when the last piece filled the stream's buffer
        await write("\\.\n");
      };
      for (const { name, columns } of tables) {
        await write(line({ table: name, columns }));
        await copy(`${quote(name)} (${columns.map(quote).join(", ")})`);
      }
      if (await hasQueue(tx)) {
        await write(line({ jobs: true }));
        await copy(`(select t.identifier, j.payload, j.run_at, j.max_attempts, j.key, j.priority
          from ${QUEUE}._private_jobs j join ${QUEUE}._private_tasks t on t.id = j.task_id order by j.id)`);
      }
      await write(line({ end: true, tables: tables.length, rows }));
      return { tables: tables.length, rows };
    });
    out.end();
    await finished(disk);
    renameSync(half, file);
    return done;
  } finally {
    rmSync(half, { force: true });
    await sql.end({ timeout: 5 });
  }
}

/**
 * Read a file of `backup` into an empty database, made as it was when the file was written and brought to this
 * version afterwards. All of it or nothing.
 * @param {string} url the owner's
 * @param {string} file
 * @param {{ name: string, password: string }} [appLogin] as for migrateDatabase
 * @returns {Promise<{ tables: number, rows: number }>}
 */
export async function restore(url, file, appLogin) {
  const reader = new Reader(createReadStream(file).pipe(createGunzip()));
  const header = JSON.parse((await reader.line().catch(() => undefined)) || "{}");
  if (header.format !== FORMAT) throw new Failure(`${file} is not a backup of Patchbay.`);
  await refuseFilled(url);
  await migrateTo(url, header.migration, appLogin);
  await installQueue(url);
  const sql = await connect(url);
  try {
    const done = await sql.begin((tx) => load(tx, reader, header));
    await migrateDatabase({ url, appLogin });
    return done;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function load(tx, reader, header) {
  // Rows come table by table, so what points from one to another is checked when all are there.
  const keys =
    await tx`select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0`;
  const tables = await listTables(tx);
  for (const key of keys) await tx.unsafe(`alter table ${key.table} drop constraint ${key.name}`);
  for (const { name } of tables) await tx.unsafe(`alter table ${quote(name)} disable trigger user`);
  if (tables.length > 0) await tx.unsafe(`truncate ${tables.map(({ name }) => quote(name)).join(", ")}`);
  for (;;) {
    const { table, columns, jobs, end, ...counted } = JSON.parse((await reader.line()) ?? "{}");
    if (end) {
      for (const key of keys) await tx.unsafe(`alter table ${key.table} add constraint ${key.name} ${key.definition}`);
      for (const { name } of tables) await tx.unsafe(`alter table ${quote(name)} enable trigger user`);
      for (const { name, value, used } of header.sequences)
        await tx`select setval(${name}::regclass, ${value}, ${used})`;
      return counted;
    }
    if (!table && !jobs) throw new Failure("The backup is cut short; nothing of it was restored.");
    if (jobs) await tx.unsafe(`create temporary table restored_jobs (${JOB}) on commit drop`);
    const into = jobs ? "restored_jobs" : `${quote(table)} (${columns.map(quote).join(", ")})`;
    const stream = await tx.unsafe(`copy ${into} from stdin`).writable();
    for await (const chunk of reader.rows()) if (!stream.write(chunk)) await once(stream, "drain");
    stream.end();
    await finished(stream);
    // One that was being done when the backup was made is done again, as after a crash.
    if (jobs)
      await tx.unsafe(`
        select 1 from ${QUEUE}.add_jobs(array(
          select (identifier, payload, null, run_at, max_attempts, key, priority, null)::${QUEUE}.job_spec from restored_jobs))`);
  }
}

/** The queue's schema, empty, as the engine makes it when it starts. */
async function installQueue(url) {
  const { Logger, runMigrations } = await import("graphile-worker");
  const logger = new Logger(() => () => {});
  await runMigrations({ connectionString: url, schema: QUEUE, maxPoolSize: 1, logger });
}

async function hasQueue(sql) {
  const [found] = await sql`select to_regclass(${`${QUEUE}._private_jobs`}) is not null as yes`;
  return found.yes;
}

/** Bring an empty database to the migration the backup was made at, which may be an older one than the newest. */
async function migrateTo(url, migration, appLogin) {
  const journal = JSON.parse(readFileSync(path.join(MIGRATIONS, "meta/_journal.json"), "utf8"));
  const last = journal.entries.findIndex((entry) => String(entry.when) === migration);
  if (last < 0)
    throw new Failure(
      "The backup was made by a version of Patchbay that this one does not know: use that or a newer one.",
    );
  const folder = mkdtempSync(path.join(os.tmpdir(), "patchbay-migrations-"));
  try {
    await cp(MIGRATIONS, folder, { recursive: true });
    const until = { ...journal, entries: journal.entries.slice(0, last + 1) };
    writeFileSync(path.join(folder, "meta/_journal.json"), JSON.stringify(until));
    await migrateDatabase({ url, appLogin, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function refuseFilled(url) {
  const sql = await connect(url);
  try {
    for (const { name } of await listTables(sql)) {
      const [row] = await sql.unsafe(`select 1 from ${quote(name)} limit 1`);
      if (row)
        throw new Failure(`The database is not empty: ${name} has rows. A backup is restored into an empty one only.`);
    }
    const [migrated] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as yes`;
    if (await hasQueue(sql)) await sql.unsafe(`drop schema ${QUEUE} cascade`); // jobs of runs that are not there
    // Empty but migrated, perhaps further than the backup: begin again with nothing.
    if (migrated.yes) await sql.unsafe("drop schema drizzle cascade; drop schema public cascade; create schema public");
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const listTables = (sql) => sql`
  select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  group by c.relname order by c.relname`;

async function listSequences(sql) {
  const names = await sql`select sequencename as name, start_value::text as start, last_value::text as value
    from pg_sequences where schemaname = 'public'`;
  return names.map(({ name, start, value }) => ({ name: quote(name), value: value ?? start, used: value !== null }));
}

async function connect(url) {
  const { default: postgres } = await import("postgres");
  return postgres(url, { max: 1, onnotice: () => {}, connection: { statement_timeout: 0 } });
}

const quote = (name) => `"${name.replaceAll('"', '""')}"`;
const line = (value) => `${JSON.stringify(value)}\n`;
const NEWLINE = 10;
const END_OF_ROWS = Buffer.from("\\.\n");

/** Lines and runs of rows out of a stream of bytes. (Node's readline would also break at U+2028, which text may hold.) */
class Reader {
  #chunks;
  #rest = Buffer.alloc(0);

  constructor(stream) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async #more() {
    const { value, done } = await this.#chunks.next().catch(() => ({ done: true }));
    if (!done) this.#rest = Buffer.concat([this.#rest, value]);
    return !done;
  }

  /** The next line without its end; undefined when there is none. */
  async line() {
    for (;;) {
      const at = this.#rest.indexOf(NEWLINE);
      if (at >= 0) {
        const text = this.#rest.subarray(0, at).toString();
        this.#rest = this.#rest.subarray(at + 1);
        return text;
      }
      if (!(await this.#more())) return undefined;
    }
  }

  /** Whole rows, in pieces, up to the line that ends them. */
  async *rows() {
    for (;;) {
      if (this.#rest.subarray(0, 3).equals(END_OF_ROWS)) {
        this.#rest = this.#rest.subarray(3);
        return;
      }
      const marked = this.#rest.indexOf("\n\\.\n");
      const until = marked >= 0 ? marked + 1 : this.#rest.lastIndexOf(NEWLINE, -4) + 1; // the mark may be half here
      if (until > 0) {
        yield this.#rest.subarray(0, until);
        this.#rest = this.#rest.subarray(until);
      }
      if (marked < 0 && !(await this.#more()))
        throw new Failure("The backup is cut short; nothing of it was restored.");
    }
  }
}
