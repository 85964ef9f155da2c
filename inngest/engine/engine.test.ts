import { afterAll, beforeAll, expect, test } from "vitest";
import { closePools } from "@/db/clients";
import { systemSql } from "@/db/system";
import { maintain } from "./maintenance";
import { enqueue } from "./queue";
import { driverOf, embed, endedRuns, until } from "./testing";

const databaseUrl = process.env.DATABASE_URL ?? "";
const deliveries: number[] = [];
const failures: unknown[] = [];
let release = () => {};
const released = new Promise<void>((resolve) => {
  release = resolve;
});

const { client, engine } = embed(
  {
    sql: systemSql(),
    databaseUrl,
    log: { info() {}, warn() {}, error: (fields, message) => void failures.push({ ...fields, message }) },
  },
  (made) => [
    made.createFunction({ id: "twice", triggers: [{ event: "t/twice" }] }, async ({ step }) => {
      const value = await step.run("work", async () => {
        const mine = deliveries.push(1);
        await released;
        return mine;
      });
      return step.run("same", () => value);
    }),
    made.createFunction({ id: "plain", triggers: [{ event: "t/plain" }] }, ({ event }) => event.data.n),
    made.createFunction({ id: "broken", retries: 0, triggers: [{ event: "t/broken" }] }, () => {
      throw new Error("broken");
    }),
    made.createFunction({ id: "endless", retries: 0, triggers: [{ event: "t/endless" }] }, async ({ step }) => {
      for (;;) await step.run("again", () => null);
    }),
    made.createFunction({ id: "large", retries: 0, triggers: [{ event: "t/large" }] }, ({ step }) =>
      step.run("large", () => "x".repeat(4_000_001)),
    ),
    made.createFunction({ id: "finished", triggers: [{ event: "inngest/function.finished" }] }, ({ event }) => [
      event.data.function_id,
      event.data._inngest.status,
    ]),
  ],
);
const { ended, settled } = driverOf(client, systemSql());

beforeAll(async () => {
  await engine.install();
  await closePools(); // a pool that is not the process's first is as good
  await engine.install(); // again is nothing
  await engine.start();
});

afterAll(async () => {
  await engine.stop();
  await closePools();
});

test("the same call delivered twice at once: its results are written once", async () => {
  await client.send({ name: "t/twice", data: {} });
  await until("the first delivery works", () => deliveries.length === 1);
  const [run] = await systemSql()<{ id: string }[]>`select id from engine_runs where fn_id = 'app-twice'`;
  const payload = { do: "call", run: run?.id ?? "", attempt: 0 } as const;
  await enqueue(systemSql(), [{ key: "again", payload }]);
  await until("the second delivery works", () => deliveries.length === 2);
  release();
  const [result] = await ended("twice", 1);
  await settled();
  expect(result).toEqual({ state: "completed", output: expect.any(Number), error: undefined });
  const steps = await systemSql()`select output from engine_steps where run_id = ${run?.id ?? ""}`;
  expect(steps.map(({ output }) => output)).toEqual([{ data: result?.output }, { data: result?.output }]);
  await until("its ending is told", async () => (await endings("app-twice")).length > 0);
  expect(await endings("app-twice")).toEqual(["Completed"]);
});

test("an event sent within a transaction is there if the transaction commits", async () => {
  const event = (n: number) => ({ id: `plain-${n}`, name: "t/plain", data: { n }, ts: Date.now() });
  await systemSql()
    .begin(async (tx) => {
      await engine.enqueueEvent(tx, event(1));
      throw new Error("rolled back");
    })
    .catch(() => {});
  await systemSql().begin((tx) => engine.enqueueEvent(tx, [event(2), event(3)]));
  await ended("plain", 2);
  await settled();
  expect((await endedRuns(systemSql(), "app-plain")).map(({ output }) => output).sort()).toEqual([2, 3]);
});

test("events that cannot be read are refused", async () => {
  const send = (body: unknown) => engine.fetch("http://x/e/key", { method: "POST", body: JSON.stringify(body) });
  expect(await (await send([{ name: "" }])).json()).toMatchObject({ status: 400, error: "event name is empty" });
  expect((await send("words")).status).toBe(400);
  expect(await (await send({ name: "t/nobody" })).json()).toMatchObject({ status: 200, ids: [expect.any(String)] });
});

test("a run that failed for good stays to be seen, and is in the log with its ids", async () => {
  await client.send({ id: "broken-event", name: "t/broken", data: {} });
  expect(await ended("broken", 1)).toMatchObject([{ state: "failed", error: { message: "broken" } }]);
  expect(failures).toContainEqual(
    expect.objectContaining({ function: "app-broken", event: "t/broken", message: "run failed" }),
  );
});

test("a run without end is ended, and so is one whose step comes to too much", async () => {
  await client.send([
    { name: "t/endless", data: {} },
    { name: "t/large", data: {} },
  ]);
  expect((await ended("large", 1))[0]?.error?.message).toMatch(/^Step large came to 4000003 characters/);
  expect((await ended("endless", 1))[0]?.error?.message).toBe("The run has more than 1000 steps.");
});

test("connections that break are opened again, and what was sent meanwhile is run", async () => {
  await systemSql()`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  await until("an event can be sent", () =>
    client.send({ id: "after-break", name: "t/plain", data: { n: 9 } }).then(
      () => true,
      () => false,
    ),
  );
  await until("it has run", async () => (await endedRuns(systemSql(), "app-plain")).some(({ output }) => output === 9));
});

test("it is well while it runs", () => {
  expect(() => engine.check()).not.toThrow();
});

test("ended runs are removed when they are old enough, with what belonged to them", async () => {
  // What broken connections interrupted is tried again after seconds.
  await until("every run has ended", async () => {
    const [active] = await systemSql()`select 1 from engine_runs where state = 'active' limit 1`;
    return !active;
  });
  const context = { sql: systemSql() } as Parameters<typeof maintain>[0];
  await maintain(context, 1);
  const counts = async () => {
    const [row] = await systemSql()`
      select (select count(*)::int from engine_runs) as runs, (select count(*)::int from engine_steps) as steps`;
    return row;
  };
  expect((await counts())?.runs).toBeGreaterThan(0);
  await systemSql()`update engine_runs set ended_at = now() - interval '2 days', created_at = now() - interval '3 days'`;
  await maintain(context, 1);
  expect(await counts()).toEqual({ runs: 0, steps: 0 });
});

async function endings(fnId: string): Promise<string[]> {
  const runs = await endedRuns(systemSql(), "app-finished");
  return runs.flatMap(({ output }) => {
    const [id, status] = output as [string, string];
    return id === fnId ? [status] : [];
  });
}
