import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { inOneGo } from "@/db/tenant";
import { isDatabaseAway } from "@/server/database-away";
import { type EventName, events } from "@/server/domain/events";
import { log } from "@/server/log";
import { onCommitted, once, processState } from "@/server/process";
import { NUMBERED } from "@/server/realtime/channel";
import { doneAhead, isAhead } from "@/server/run-ahead";
import { inngest } from "./client";

/** Rows numbered, and functions woken, in one go. */
const BATCH = 500;
/** How often rows are looked for that a process left behind when it died between commit and kick. */
const POLL_MS = 1000;

type Runner = { running: boolean; again: boolean };

/**
 * After the commit: give a tenant's new events their place in its order, tell the live streams, wake the functions that
 * wait. The first two are one step and the last another, each with its own mark, so that a screen never waits for
 * Inngest. Any process may do it for any tenant; the tenant's lock keeps them one at a time.
 */
export function startRelay(): void {
  once("relay", () => {
    const stop = onCommitted((tenant) => kick(tenant));
    const timer = setInterval(() => void poll(), POLL_MS);
    processState().shutdown.signal.addEventListener("abort", () => {
      clearInterval(timer);
      stop();
    });
    processState().health.set("relay", async () => {
      const [late] = await systemDb().execute(sql`
        select 1 from events where seq is null and created_at < now() - interval '30 seconds' limit 1`);
      if (late) throw new Error("events are waiting to be numbered");
    });
    return true;
  });
}

/** Look at a tenant's events soon: at most one running and one waiting look per tenant and process. */
export function kick(tenant: string): void {
  const runners = once("relay runners", () => new Map<string, Runner>());
  const runner = runners.get(tenant) ?? { running: false, again: false };
  runners.set(tenant, runner);
  if (runner.running) {
    runner.again = true;
    return;
  }
  runner.running = true;
  void (async () => {
    try {
      do {
        runner.again = false;
        await numberEvents(tenant);
      } while (runner.again);
      // Waking is a run of its own: numbering goes on meanwhile.
      wakeSoon(tenant);
    } catch (error) {
      log.error({ err: error, tenant }, "events could not be numbered; the poll will try again");
    } finally {
      runner.running = false;
      if (runner.again) kick(tenant);
      else runners.delete(tenant);
    }
  })();
}

async function poll(): Promise<void> {
  if (processState().shutdown.signal.aborted) return;
  try {
    const rows = await systemDb().execute<{ tenant_id: string }>(sql`
      select distinct tenant_id from events
      where (seq is null or (wakes and woken_at is null)) and created_at < now() - interval '500 milliseconds' limit 100`);
    processState().databaseAway = false;
    for (const { tenant_id } of rows) kick(tenant_id);
  } catch (error) {
    processState().databaseAway = isDatabaseAway(error);
    log.warn({ err: error }, "the relay's poll could not ask");
  }
}

/**
 * Number what is committed and not numbered, in the order of the rows' ids, until nothing is left. The lock is taken by
 * a statement of its own, so that the one that numbers sees all that was committed before it.
 */
export async function numberEvents(tenant: string): Promise<void> {
  for (;;) {
    const numbered = await systemDb().transaction(async (tx) => {
      const locked = tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`relay/${tenant}`}, 0))`);
      // The database tells of it at commit, so whoever hears it can read the rows.
      const done = tx.execute<{ numbered: number }>(sql`
        with due as (
          select id, row_number() over (order by id) as place from (
            select id from events where tenant_id = ${tenant} and seq is null order by id limit ${BATCH}) d
        ), counter as (
          update tenant_seqs set last_seq = last_seq + (select count(*) from due)
          where tenant_id = ${tenant} and exists (select 1 from due)
          returning last_seq - (select count(*) from due) as base
        ), done as (
          update events e set seq = counter.base + due.place from due, counter
          where e.tenant_id = ${tenant} and e.id = due.id returning 1
        )
        select numbered, case when numbered > 0 then pg_notify(${NUMBERED}, ${tenant})::text end
        from (select count(*)::int as numbered from done) d`);
      const [, [row]] = await inOneGo(locked, done);
      return row!.numbered;
    });
    if (numbered < BATCH) return;
  }
}

function wakeSoon(tenant: string): void {
  const wakers = once("relay wakers", () => new Map<string, Runner>());
  const waker = wakers.get(tenant);
  if (waker) {
    waker.again = true;
    return;
  }
  const mine = { running: true, again: false };
  wakers.set(tenant, mine);
  void (async () => {
    try {
      do {
        mine.again = false;
        await wakeFunctions(tenant);
      } while (mine.again);
    } catch (error) {
      log.error({ err: error, tenant }, "functions could not be woken; the poll will try again");
    } finally {
      wakers.delete(tenant);
    }
  })();
}

type Due = { id: string; name: EventName; data: Record<string, unknown> };

/** How long a function may wait for what this process does in its place. */
const AHEAD_MS = 1000;

/**
 * Wake the functions that wait for a tenant's events. What this process has done itself by then wakes nobody; while it
 * is at it nothing is marked, so that the poll finds the event of a process that died.
 */
export async function wakeFunctions(tenant: string): Promise<void> {
  for (;;) {
    const due = await systemDb().execute<Due>(sql`
      select id, name, data from events where tenant_id = ${tenant} and wakes and woken_at is null order by id limit ${BATCH}`);
    if (due.length === 0) return;
    const [ahead, others] = [due.filter(({ id }) => isAhead(id)), due.filter(({ id }) => !isAhead(id))];
    await tell(tenant, others);
    const done = await Promise.all(ahead.map(({ id }) => doneAhead(id, AHEAD_MS)));
    await tell(
      tenant,
      ahead.filter((_, index) => !done[index]),
    );
    await systemDb().execute(sql`
      update events set woken_at = now() where tenant_id = ${tenant} and id in ${due.map(({ id }) => id)}`);
    if (due.length < BATCH) return;
  }
}

/**
 * Hand events to the functions that wait for them: ids only, each under its row's id, so that one told twice starts
 * nothing twice. Many messages of one channel are one reason to look at its line.
 */
async function tell(tenant: string, due: Due[]): Promise<void> {
  const told = new Map<string, { id: string; name: string; data: Record<string, unknown> }>();
  for (const { id, name, data } of due) {
    if (!events[name]?.wakes) continue;
    const key = name === "message.queued" ? `${name}/${String(data.channelId)}` : id;
    told.set(key, { id, name, data: { ...data, seqs: undefined, tenant } });
  }
  if (told.size > 0) await inngest.send([...told.values()]);
}
