import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import type { TenantId } from "@/server/domain/ids";
import { isDatabaseAway } from "./sturdy";
import { listenTo, systemDb, systemSql } from "./system";

let killer: postgres.Sql;
let tenant: TenantId;

beforeAll(async () => {
  killer = postgres(process.env.DATABASE_URL!, { max: 1 });
  tenant = await createTenant();
});

afterAll(() => killer.end());

const ownPid = sql`select pg_backend_pid() as pid`;

/** A connection breaks as when its server ends: returns once the server has let go of it. */
async function breakConnection(pid: number) {
  await killer`select pg_terminate_backend(${pid}, 5000)`;
}

/** The error that a promise is rejected with. */
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it did not fail"),
    (error: unknown) => error,
  );

test("a transaction whose connection breaks under a statement fails, and the process lives", async () => {
  let after: unknown;
  let pid = 0;
  const error = await errorOf(
    withTenant(tenant, async (tx) => {
      const [row] = await tx.execute<{ pid: number }>(ownPid);
      pid = row!.pid;
      const sleeping = errorOf(tx.execute(sql`select pg_sleep(60)`));
      await breakConnection(pid);
      await sleeping;
      after = await errorOf(tx.execute(sql`select 1`));
    }),
  );
  expect(isDatabaseAway(error)).toBe(true);
  // What comes later in the work that failed goes nowhere, also when the pool is in order again.
  const [next] = await withTenant(tenant, (tx) => tx.execute<{ pid: number }>(ownPid));
  expect(next!.pid).not.toBe(pid);
  await expect.poll(() => isDatabaseAway(after)).toBe(true);
});

test("what is left of a broken transaction is not done in another one", async () => {
  const other = await createTenant();
  const insert = sql`insert into contacts (id, name) values (gen_random_uuid(), 'of a broken transaction')`;
  let goOn = () => {};
  const resting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let late: Promise<unknown> | undefined;
  let broken = Promise.resolve();
  const error = errorOf(
    withTenant(tenant, async (tx) => {
      const [row] = await tx.execute<{ pid: number }>(ownPid);
      broken = breakConnection(row!.pid);
      await resting;
      late = errorOf(tx.execute(insert));
      await late;
    }),
  );
  expect(isDatabaseAway(await error)).toBe(true);
  await broken;
  // As many transactions as the pool has connections, so that whichever was broken is in use again.
  await Promise.all(
    Array.from({ length: 10 }, () =>
      withTenant(other, async (tx) => {
        await tx.execute(sql`select 1`);
        goOn();
        await new Promise((resolve) => setImmediate(resolve));
        await tx.execute(sql`select 1`);
      }),
    ),
  );
  expect(isDatabaseAway(await late)).toBe(true);
  for (const of of [tenant, other])
    expect(await withTenant(of, (tx) => tx.execute(sql`select name from contacts`))).toHaveLength(0);
});

test("a savepoint whose connection breaks ends the same way", async () => {
  const error = await errorOf(
    systemDb().transaction(async (tx) => {
      await tx.transaction(async (inner) => {
        await inner.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
      });
    }),
  );
  expect(isDatabaseAway(error)).toBe(true);
});

test("whoever waits for the pool hears at once that it broke, and the next is served", async () => {
  const busy = Array.from({ length: 5 }, () => errorOf(systemSql()`select pg_sleep(60)`));
  const waiting = Array.from({ length: 50 }, () => errorOf(systemSql().begin((tx) => tx`select 1`)));
  const pids = () => killer<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database() and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()`;
  let [one] = await pids();
  while (!one) [one] = await pids();
  await breakConnection(one.pid);
  for (const error of await Promise.all([...busy, ...waiting])) expect(isDatabaseAway(error)).toBe(true);
  expect([...(await systemSql()`select 1 as one`)]).toEqual([{ one: 1 }]);
});

test("an error of the work's own is not the database's, whatever it is called", async () => {
  const [before] = await systemDb().execute<{ pid: number }>(ownPid);
  const refused = Object.assign(new Error("a carrier's machine is away"), { code: "ECONNREFUSED" });
  const all = Array.from({ length: 5 }, () => systemDb().transaction((tx) => tx.execute<{ pid: number }>(ownPid)));
  expect(await errorOf(systemDb().transaction(() => Promise.reject(refused)))).toBe(refused);
  expect(isDatabaseAway(refused)).toBe(false);
  await Promise.all(all);
  const rows = await Promise.all(Array.from({ length: 5 }, () => systemDb().execute<{ pid: number }>(ownPid)));
  expect(rows.flat().map(({ pid }) => pid)).toContain(before!.pid);
});

test("what listens goes on listening after its connection broke", async () => {
  const heard: string[] = [];
  let begun = 0;
  const { begun: first, stop } = listenTo(
    "told",
    (payload) => heard.push(payload),
    () => (begun += 1),
  );
  await first;
  for (let round = 1; round <= 2; round++) {
    await systemSql()`select pg_notify('told', ${`round ${round}`})`;
    await expect.poll(() => heard).toContain(`round ${round}`);
    const [row] = await killer<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = current_database() and query = 'listen "told"'`;
    await breakConnection(row!.pid);
    await expect.poll(() => begun).toBe(round + 1);
  }
  stop();
});
