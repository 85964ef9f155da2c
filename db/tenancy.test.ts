import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { provenTenant } from "@/server/domain/ids";
import { systemSql } from "./system";
import { postgresCode, withTenant } from "./tenant";

/** A transaction of one tenant must not touch another's rows, table by table, whatever tables there are. */

type Row = Record<string, unknown>;
type Column = { name: string; type: string; required: boolean };
type Reference = { columns: string[]; table: string; targets: string[] };
type Table = { name: string; columns: Column[]; references: Reference[]; allowed: Record<string, string> };

/** What the catalogue does not tell: rules over several columns. A new table that needs a line here fails by name. */
const rules: Record<string, (made: Map<string, Row>) => Row> = {
  tenants: () => ({ slug: `t-${randomUUID().slice(0, 8)}` }),
  users: () => ({ email: `${randomUUID()}@example.test` }),
  channel_numbers: (made) => ({ destination_queue_id: made.get("queues")?.id }),
  conversations: () => ({ state: "waiting", audience: "everyone" }),
  messages: () => ({ direction: "in", state: "received" }),
  attachments: (made) => ({ direction: "out", state: "ready", author_id: made.get("memberships")?.id }),
};

const PERMISSION_DENIED = "42501";
const tables = await readCatalogue();
const ofTenants = tables.filter(({ columns }) => columns.some(({ name }) => name === "tenant_id"));
const walled = [{ name: "tenants", key: "id" }, ...ofTenants.map(({ name }) => ({ name, key: "tenant_id" }))];

describe("the walls", () => {
  test.each(walled)("$name has row-level security and the one policy", async ({ name }) => {
    const [table] =
      await systemSql()`select relrowsecurity as on from pg_class where oid = ${`public.${name}`}::regclass`;
    const policies = await systemSql()`
      select policyname as name, permissive, roles, cmd, qual, with_check from pg_policies where tablename = ${name}`;
    expect(table?.on).toBe(true);
    expect(policies).toHaveLength(1);
    expect(policies[0]).toMatchObject({ name: "own_tenant", roles: ["app_user"], cmd: "ALL" });
    expect(policies[0]?.with_check).toBe(policies[0]?.qual);
    expect(policies[0]?.qual).toMatch(/app\.tenant_id/);
  });

  test("the tenant role is bound by them and owns nothing", async () => {
    const [role] =
      await systemSql()`select rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = 'app_user'`;
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcanlogin: false });
    const owned = await systemSql()`select relname from pg_class where relowner = 'app_user'::regrole`;
    expect(owned).toEqual([]);
    const [me] = await withTenant(provenTenant(randomUUID()), (tx) =>
      tx.execute(sql`
        select rolsuper or rolbypassrls as unbound, pg_has_role(current_user, 'app_user', 'MEMBER') as member,
          exists (select from pg_class where relowner = pg_roles.oid) as owns
        from pg_roles where rolname = current_user`),
    );
    expect(me).toEqual({ unbound: false, member: true, owns: false });
  });

  test("tables of no tenant are shut to the tenant role", async () => {
    const shared = tables.filter(({ name }) => !walled.some((other) => other.name === name)).map(({ name }) => name);
    const readable = await systemSql()`
      select name, what from unnest(${shared}::text[]) name, unnest(array['select', 'insert', 'update', 'delete']) what
      where has_table_privilege('app_user', format('public.%I', name), what)`;
    expect(shared).toContain("users");
    expect(readable).toEqual([]);
  });

  test("references between tables of tenants carry the tenant: they are checked without row-level security", () => {
    const bare = ofTenants.flatMap(({ name, references }) =>
      references
        .filter(
          ({ table, columns }) => ofTenants.some((other) => other.name === table) && !columns.includes("tenant_id"),
        )
        .map(({ table, columns }) => `${name} (${columns}) → ${table}`),
    );
    expect(bare).toEqual([]);
  });

  test("functions that run as the owner name their search path", async () => {
    const loose = await systemSql()`
      select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
        and not coalesce(proconfig::text like '%search_path=%', false)`;
    expect(loose).toEqual([]);
  });
});

describe("two businesses", () => {
  let ours: Map<string, Row>;
  let theirs: Map<string, Row>;
  beforeAll(async () => {
    ours = await oneOfEach();
    theirs = await oneOfEach();
  });

  const idOf = (made: Map<string, Row>) => provenTenant(String(made.get("tenants")?.id));

  /** Rows touched, or "denied" where the role may not even try. */
  async function touched(statement: string): Promise<number | "denied"> {
    try {
      return await withTenant(idOf(ours), async (tx) => (await tx.execute(sql.raw(`${statement} returning 1`))).length);
    } catch (error) {
      if (postgresCode(error) === PERMISSION_DENIED) return "denied";
      throw error;
    }
  }

  test.each(walled)("$name: a stranger's rows cannot be read", async ({ name, key }) => {
    const seen = await withTenant(idOf(ours), (tx) => tx.execute(sql.raw(`select "${key}" as tenant from "${name}"`)));
    expect(seen.map(({ tenant }) => tenant)).toEqual([idOf(ours)]);
  });

  test.each(walled)("$name: a stranger's rows cannot be changed", async ({ name, key }) => {
    const stranger = idOf(theirs);
    expect([0, "denied"]).toContain(
      await touched(`update "${name}" set "${key}" = "${key}" where "${key}" = '${stranger}'`),
    );
  });

  test.each(walled)("$name: a stranger's rows cannot be deleted", async ({ name, key }) => {
    expect([0, "denied"]).toContain(await touched(`delete from "${name}" where "${key}" = '${idOf(theirs)}'`));
  });

  test.each(walled)("$name: nothing can be written among a stranger's rows", async ({ name }) => {
    const row = JSON.stringify(theirs.get(name)).replaceAll("'", "''");
    expect(await touched(`insert into "${name}" select * from jsonb_populate_record(null::"${name}", '${row}')`)).toBe(
      "denied",
    );
  });

  test.each(walled)("$name: no row of ours can be given away", async ({ name, key }) => {
    expect(await touched(`update "${name}" set "${key}" = '${idOf(theirs)}' where "${key}" = '${idOf(ours)}'`)).toBe(
      "denied",
    );
  });
});

/** One row in every table for one new business, in the order of their references. */
async function oneOfEach(): Promise<Map<string, Row>> {
  const made = new Map<string, Row>();
  const first = tables.filter(({ name }) => name === "tenants" || name === "users");
  const left = [...first, ...ofTenants];
  while (left.length > 0) {
    const at = left.findIndex(({ name, references }) =>
      references.every(({ table }) => table === name || made.has(table)),
    );
    const [table] = left.splice(at === -1 ? 0 : at, 1);
    if (!table || at === -1)
      throw new Error(`references run in a circle at ${left.map(({ name }) => name).join(", ")}`);
    made.set(table.name, await insert(table, made));
  }
  return made;
}

async function insert(table: Table, made: Map<string, Row>): Promise<Row> {
  const given = rules[table.name]?.(made) ?? {};
  const row: Row = { ...given };
  for (const column of table.columns) {
    if (column.name in row || !(column.required || column.name === "tenant_id")) continue;
    row[column.name] = someValue(table, column, made);
  }
  const sent = JSON.stringify(row);
  const names = Object.keys(row).map((name) => `"${name}"`);
  const text = `insert into "${table.name}" (${names}) select ${names} from jsonb_populate_record(null::"${table.name}", $1::text::jsonb) returning to_jsonb("${table.name}") as row`;
  try {
    const [written] = await systemSql().unsafe<{ row: Row }[]>(text, [sent]);
    return written?.row ?? {};
  } catch (error) {
    throw new Error(`${table.name} needs a line in \`rules\`: ${error instanceof Error ? error.message : error}`);
  }
}

function someValue({ references, allowed }: Table, { name, type }: Column, made: Map<string, Row>): unknown {
  if (name === "tenant_id") return made.get("tenants")?.id;
  for (const { columns, table, targets } of references) {
    const at = columns.indexOf(name);
    if (at !== -1) return made.get(table)?.[targets[at] ?? ""];
  }
  if (allowed[name] !== undefined) return allowed[name];
  if (type === "uuid") return randomUUID();
  if (/^(timestamp|date)/.test(type)) return "2026-03-01T12:00:00Z";
  if (/^(int|float|numeric)/.test(type)) return 1;
  if (type === "bool") return false;
  if (type.startsWith("json")) return {};
  if (type.startsWith("_")) return [];
  return `made ${randomUUID()}`;
}

async function readCatalogue(): Promise<Table[]> {
  const columns = await systemSql()<{ table: string; name: string; type: string; required: boolean }[]>`
    select c.relname as table, a.attname as name, t.typname as type, a.attnotnull and not a.atthasdef as required
    from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`;
  const references = await systemSql()<{ from: string; table: string; columns: string[]; targets: string[] }[]>`
    select r.conrelid::regclass::text as from, r.confrelid::regclass::text as table,
      array(select a.attname::text from unnest(r.conkey) with ordinality k(n, o) join pg_attribute a on a.attrelid = r.conrelid and a.attnum = k.n order by o) as columns,
      array(select a.attname::text from unnest(r.confkey) with ordinality k(n, o) join pg_attribute a on a.attrelid = r.confrelid and a.attnum = k.n order by o) as targets
    from pg_constraint r where r.contype = 'f' and r.connamespace = 'public'::regnamespace`;
  const checks = await systemSql()<{ table: string; rule: string }[]>`
    select conrelid::regclass::text as table, pg_get_constraintdef(oid) as rule
    from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`;
  return [...new Set(columns.map(({ table }) => table))].map((name) => ({
    name,
    columns: columns.filter(({ table }) => table === name),
    references: references.filter(({ from }) => from === name),
    allowed: Object.fromEntries(
      checks
        .filter(({ table }) => table === name)
        .flatMap(({ rule }) => [...rule.matchAll(/^CHECK \(\((\w+) = ANY \(ARRAY\['(\w+)'/g)])
        .map(([, column, first]) => [column, first]),
    ),
  }));
}
