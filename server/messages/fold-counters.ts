import { type SQL, sql } from "drizzle-orm";
import { systemDb } from "@/db/system";

const AT_ONCE = 5000;

/**
 * Quarters of an hour that are a day old are written by nobody any more: the rows over which they were spread become one,
 * so that whoever adds up years reads no more than he has to. Returns how many rows were folded into others.
 */
export async function foldCounters(): Promise<number> {
  const kinds = [
    { table: "number_counters", kind: "source", add: ["received", "sent_ok", "failed", "parts"], code: false },
    { table: "failure_counters", kind: "reason", add: ["messages"], code: true },
  ];
  let folded = 0;
  for (const one of kinds) folded += await foldTable(one);
  return folded;
}

type Table = { table: string; kind: string; add: string[]; code: boolean };

async function foldTable({ table, kind, add, code }: Table): Promise<number> {
  const into = sql.identifier(table);
  const key = sql`tenant_id, number_id, quarter, ${sql.identifier(kind)}`;
  const each = (of: (name: SQL) => SQL) =>
    sql.join(
      add.map((name) => of(sql.raw(name))),
      sql`, `,
    );
  for (let folded = 0; ; ) {
    const rows = await systemDb().execute(sql`
      with spread as (
        delete from ${into} where (${key}, shard) in (
          select ${key}, shard from ${into} where shard > 0 and quarter < now() - interval '1 day' order by quarter limit ${AT_ONCE})
        returning *
      ), whole as (
        insert into ${into} (${key}, shard, ${each((name) => name)}, ${code ? sql`code,` : sql``} last_at)
        select ${key}, 0, ${each((name) => sql`sum(${name})`)},
          ${code ? sql`(array_agg(code order by last_at desc) filter (where code is not null))[1],` : sql``} max(last_at)
        from spread group by ${key}
        on conflict (${key}, shard) do update set ${each((name) => sql`${name} = ${into}.${name} + excluded.${name}`)},
          ${code ? sql`code = case when excluded.last_at > ${into}.last_at then coalesce(excluded.code, ${into}.code) else coalesce(${into}.code, excluded.code) end,` : sql``}
          last_at = greatest(${into}.last_at, excluded.last_at)
      )
      select 1 from spread`);
    folded += rows.length;
    if (rows.length < AT_ONCE) return folded;
  }
}
