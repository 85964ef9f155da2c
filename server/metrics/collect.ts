import { monitorEventLoopDelay } from "node:perf_hooks";
import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { databaseWaits } from "@/db/waits";
import { env } from "@/server/env";
import { log } from "@/server/log";
import { once } from "@/server/process";
import { openStreams } from "@/server/realtime/hub";
import { doorCounts } from "./door";
import { family, histograms } from "./prometheus";

/** A look at the whole installation's tables; one that is too slow is left out of the answer. */
const MOST_MS = 2_000;

const eventLoop = () =>
  once("metrics event loop", () => {
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    return delay;
  });

/**
 * All that is measured, as Prometheus reads it. `patchbay_process_…`, the door, the streams and the pools' waits are
 * this process's own; the relay's, the outbox's and the engine's are the installation's, the same from every process.
 * Without its database it tells of the process alone, and `patchbay_database_up` is 0.
 */
export async function collectMetrics(): Promise<string> {
  const [database, ...asked] = await Promise.all([
    answered(() => systemDb().execute(sql`select 1`)),
    ...installation(),
  ]);
  const up = family("gauge", "patchbay_database_up", "Whether the database answers.", [{ value: database ? 1 : 0 }]);
  return [up, ...ownProcess(), ...asked].join("");
}

function ownProcess(): string[] {
  const { outcomes, seconds } = doorCounts();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const delay = eventLoop();
  const lag = [
    { labels: { quantile: "0.5" }, value: delay.percentile(50) / 1e9 },
    { labels: { quantile: "0.99" }, value: delay.percentile(99) / 1e9 },
    { labels: { quantile: "1" }, value: delay.max / 1e9 },
  ];
  delay.reset();
  return [
    family(
      "counter",
      "patchbay_door_requests_total",
      "Webhooks by carrier and what they were answered.",
      [...outcomes].map(([key, value]) => {
        const [carrier = "", outcome = ""] = key.split("/");
        return { labels: { carrier, outcome }, value };
      }),
    ),
    histograms(
      "patchbay_door_seconds",
      "Time from a webhook's arrival to its answer.",
      [...seconds].map(([carrier, histogram]) => ({ labels: { carrier }, histogram })),
    ),
    histograms(
      "patchbay_database_wait_seconds",
      "Time a transaction waited for its connection and its beginning.",
      Object.entries(databaseWaits()).map(([pool, histogram]) => ({ labels: { pool }, histogram })),
    ),
    family("gauge", "patchbay_live_streams", "Browsers listening to this process.", [{ value: openStreams() }]),
    family("gauge", "patchbay_process_resident_memory_bytes", "Memory of the process.", [{ value: rss }]),
    family("gauge", "patchbay_process_heap_bytes", "Memory in use by JavaScript.", [{ value: heapUsed }]),
    family("counter", "patchbay_process_cpu_seconds_total", "Processor time.", [{ value: (user + system) / 1e6 }]),
    family("gauge", "patchbay_process_uptime_seconds", "Time since the start.", [{ value: process.uptime() }]),
    family("gauge", "patchbay_event_loop_lag_seconds", "How late timers were since the last look.", lag),
  ];
}

function installation(): Promise<string>[] {
  const relay = answered(async () => {
    const [row] = await ask<{ numbering: number; waking: number }>(sql`
      select coalesce(extract(epoch from now() - (select min(created_at) from events where seq is null)), 0)::float8 as numbering,
        coalesce(extract(epoch from now() - (
          select min(created_at) from events where wakes and woken_at is null)), 0)::float8 as waking`);
    return family("gauge", "patchbay_relay_lag_seconds", "Age of the oldest event that waits for the relay.", [
      { labels: { step: "numbering" }, value: row!.numbering },
      { labels: { step: "waking" }, value: row!.waking },
    ]);
  });
  const outbox = answered(async () => {
    const rows = await ask<{ lane: string; depth: number; age: number }>(sql`
      select l.lane, count(m.id)::int as depth, coalesce(extract(epoch from now() - min(m.created_at)), 0)::float8 as age
      from (values ('service'), ('bulk')) l (lane) left join messages m on m.lane = l.lane and m.state = 'queued'
      group by l.lane order by l.lane`);
    const by = (value: "depth" | "age") => rows.map((row) => ({ labels: { lane: row.lane }, value: row[value] }));
    return [
      family("gauge", "patchbay_outbox_messages", "Messages that wait to be sent.", by("depth")),
      family("gauge", "patchbay_outbox_oldest_seconds", "Age of the oldest message that waits to be sent.", by("age")),
    ].join("");
  });
  return env().externalInngest ? [relay, outbox] : [relay, outbox, engine()];
}

const engine = () =>
  answered(async () => {
    const [row] = await ask<{ active: number; failed: number; due: number; later: number }>(sql`
      select (select count(*)::int from engine_runs where state = 'active') as active,
        (select count(*)::int from engine_runs where state = 'failed') as failed,
        (select count(*)::int from graphile_worker.jobs where run_at <= now()) as due,
        (select count(*)::int from graphile_worker.jobs where run_at > now()) as later`);
    return [
      family("gauge", "patchbay_engine_runs", "Runs of durable functions; failed ones as long as they are kept.", [
        { labels: { state: "active" }, value: row!.active },
        { labels: { state: "failed" }, value: row!.failed },
      ]),
      family("gauge", "patchbay_engine_jobs", "Calls in the engine's queue: due now, or at a later time.", [
        { labels: { when: "due" }, value: row!.due },
        { labels: { when: "later" }, value: row!.later },
      ]),
    ].join("");
  });

const ask = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>): Promise<T[]> =>
  systemDb().transaction(async (tx) => {
    await tx.execute(sql`select set_config('statement_timeout', ${String(MOST_MS)}, true)`);
    return [...(await tx.execute(query))] as unknown[] as T[];
  });

/** What a part says, or nothing when it cannot. */
async function answered<T>(look: () => Promise<T>): Promise<T | ""> {
  try {
    return await look();
  } catch (error) {
    log.warn({ err: error }, "a part of the metrics could not be read");
    return "";
  }
}
