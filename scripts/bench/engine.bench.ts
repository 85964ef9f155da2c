import { Inngest, type InngestFunction } from "inngest";
import { closePools } from "@/db/clients";
import { systemSql } from "@/db/system";
import { createEngine, type Engine } from "@/inngest/engine";
import { TASK } from "@/inngest/engine/queue";
import { startWorker } from "@/inngest/engine/worker";
import { percentile, row } from "./row";

// The embedded engine by itself: events in, durable functions run, no network and no work in the steps.
const RUNS = 3_000;
const SENT_AT_ONCE = 10;
const SINGLE_RUNS = 300;
const [RUNS_BAR, FIRST_STEP_BAR_MS] = [300, 10];

let engine: Engine | undefined;
const client = new Inngest({
  id: "bench",
  isDev: true,
  aiMetadata: false,
  fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
    engine?.fetch(input, init) ?? Promise.reject(new Error("no engine")),
});

let began: (at: number) => void = () => {};
const functions: InngestFunction.Any[] = [
  client.createFunction({ id: "one-step", triggers: [{ event: "bench/one" }] }, ({ step, event }) =>
    step.run("step", () => ({ id: event.data.id as number })),
  ),
  client.createFunction({ id: "three-steps", triggers: [{ event: "bench/three" }] }, async ({ step }) => {
    for (const id of ["a", "b", "c"]) await step.run(id, () => id);
  }),
  client.createFunction({ id: "latency", triggers: [{ event: "bench/latency" }] }, ({ step }) =>
    step.run("step", () => began(performance.now())),
  ),
  client.createFunction(
    { id: "keyed", concurrency: { limit: 2, key: "event.data.id" }, triggers: [{ event: "bench/keyed" }] },
    ({ step }) => step.run("step", () => null),
  ),
];

const sql = systemSql();
const log = { info() {}, warn: console.warn, error: console.error };
engine = createEngine({ client, functions, sql, databaseUrl: process.env.DATABASE_URL ?? "", log });
await engine.install();
await engine.start();

await throughput("bench/one", "bench-one-step", 200); // warm

const oneStep = await throughput("bench/one", "bench-one-step", RUNS);
const threeSteps = await throughput("bench/three", "bench-three-steps", RUNS / 3);
const keyed = await throughput("bench/keyed", "bench-keyed", RUNS / 3);
const waits = await oneByOne(() => client.send({ name: "bench/latency", data: {} }));
await engine.stop();

// The floor: the queue beneath, with jobs that do nothing.
const queue = await queueAlone();
row({
  name: "one-step runs, a burst (floor: the queue's jobs, empty)",
  value: oneStep,
  unit: "/s",
  floor: queue.perSecond,
  bar: `≥ ${RUNS_BAR}/s`,
  met: oneStep >= RUNS_BAR,
});
row({ name: "three-step runs, a burst", value: threeSteps, unit: "/s", floor: queue.perSecond });
row({ name: "one-step runs limited by key", value: keyed, unit: "/s", floor: queue.perSecond });
const p50 = percentile(waits, 0.5);
row({
  name: "event sent → first step, median (floor: a job added → begun)",
  value: p50,
  unit: "ms",
  floor: percentile(queue.waits, 0.5),
  bar: `≤ ${FIRST_STEP_BAR_MS} ms`,
  met: p50 <= FIRST_STEP_BAR_MS,
});
row({
  name: "event sent → first step, p95",
  value: percentile(waits, 0.95),
  unit: "ms",
  floor: percentile(queue.waits, 0.95),
});

await closePools();

/** Send events ten at a time. @returns how many of their runs ended a second, until all had */
async function throughput(event: string, fnId: string, runs: number): Promise<number> {
  const before = await endedCount(fnId);
  const start = performance.now();
  const sending: Promise<unknown>[] = [];
  for (let sent = 0; sent < runs; sent += SENT_AT_ONCE) {
    const events = Array.from({ length: SENT_AT_ONCE }, (_, i) => ({ name: event, data: { id: sent + i } }));
    sending.push(client.send(events));
  }
  await Promise.all(sending);
  while ((await endedCount(fnId)) < before + runs) await new Promise((resolve) => setTimeout(resolve, 20));
  return (runs * 1000) / (performance.now() - start);
}

/** How long each took from being asked for until it `began`, one after the other, in milliseconds. */
async function oneByOne(ask: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < SINGLE_RUNS; i += 1) {
    const start = performance.now();
    const first = new Promise<number>((resolve) => {
      began = resolve;
    });
    await ask();
    took.push((await first) - start);
  }
  return took;
}

/** The same with bare jobs: added ten at a time, begun by a worker like the engine's. */
async function queueAlone(): Promise<{ perSecond: number; waits: number[] }> {
  let begun = 0;
  const worker = await startWorker({ databaseUrl: process.env.DATABASE_URL ?? "", log }, async () => {
    begun += 1;
    began(performance.now());
  });
  const add = (jobs: number) => sql`
    select graphile_worker.add_job(${TASK}, '{}'::json) from generate_series(1, ${jobs}::int)`;
  const start = performance.now();
  await Promise.all(Array.from({ length: RUNS / SENT_AT_ONCE }, () => add(SENT_AT_ONCE)));
  while (begun < RUNS) await new Promise((resolve) => setTimeout(resolve, 5));
  const perSecond = (RUNS * 1000) / (performance.now() - start);
  const waits = await oneByOne(() => add(1));
  await worker.stop();
  return { perSecond, waits };
}

async function endedCount(fnId: string): Promise<number> {
  const [count] = await sql<{ n: number }[]>`
    select count(*)::int as n from engine_runs where fn_id = ${fnId} and ended_at is not null`;
  return count?.n ?? 0;
}
