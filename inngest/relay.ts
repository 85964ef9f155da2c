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

type Runner = { again: boolean; unwoken: boolean };
type Due = { id: string; name: EventName; data: Record<string, unknown> };

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

/**
 * Look at a tenant's events soon: at most one running and one waiting look per tenant and process. `unwoken`: also at
 * those that have their number already and have woken nobody.
 */
export function kick(tenant: string, { unwoken = false } = {}): void {
  const runners = once("relay runners", () => new Map<string, Runner>());
  const running = runners.get(tenant);
  if (running) {
    running.again = true;
    running.unwoken ||= unwoken;
    return;
  }
  const runner = { again: false, unwoken };
  runners.set(tenant, runner);
  void (async () => {
    await null; // one commit tells of each of its events: one look is enough for all
    try {
      do {
        runner.again = false;
        // Waking is a run of its own: numbering goes on meanwhile.
        wakeSoon(tenant, await numberEvents(tenant));
      } while (runner.again);
      if (runner.unwoken && !isWaking(tenant)) wakeSoon(tenant, await unwokenEvents(tenant));
    } catch (error) {
      log.error({ err: error, tenant }, "events could not be numbered; the poll will try again");
    } finally {
      runners.delete(tenant);
      if (runner.again) kick(tenant);
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
    for (const { tenant_id } of rows) kick(tenant_id, { unwoken: true });
  } catch (error) {
    processState().databaseAway = isDatabaseAway(error);
    log.warn({ err: error }, "the relay's poll could not ask");
  }
}

/**
 * Number what is committed and not numbered, in the order of the rows' ids, until nothing is left. The lock is taken by
 * a statement of its own, so that the one that numbers sees all that was committed before it.
 * @returns those that wake functions
 */
export async function numberEvents(tenant: string): Promise<Due[]> {
  const waking: Due[] = [];
  for (;;) {
    const rows = await systemDb().transaction(async (tx) => {
      const locked = tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`relay/${tenant}`}, 0))`);
      // The database tells of it at commit, so whoever hears it can read the rows.
      const done = tx.execute<{ numbered: number } & (Due | { id: null })>(sql`
        with due as (
          select id, row_number() over (order by id) as place from (
            select id from events where tenant_id = ${tenant} and seq is null order by id limit ${BATCH}) d
        ), counter as (
          update tenant_seqs set last_seq = last_seq + (select count(*) from due)
          where tenant_id = ${tenant} and exists (select 1 from due)
          returning last_seq - (select count(*) from due) as base
        ), done as (
          update events e set seq = counter.base + due.place from due, counter
          where e.tenant_id = ${tenant} and e.id = due.id returning e.id, e.name, e.data, e.wakes
        )
        select n.numbered, n.told, d.id, d.name, d.data
        from (select count(*)::int as numbered, case when count(*) > 0 then pg_notify(${NUMBERED}, ${tenant})::text end as told from done) n
        left join done d on d.wakes order by d.id`);
      return (await inOneGo(locked, done))[1];
    });
    for (const row of rows) if (row.id !== null) waking.push(row);
    if ((rows[0]?.numbered ?? 0) < BATCH) return waking;
  }
}

const wakers = () => once("relay wakers", () => new Map<string, Due[]>());
const isWaking = (tenant: string): boolean => wakers().has(tenant);

function wakeSoon(tenant: string, due: Due[]): void {
  if (due.length === 0) return;
  const waiting = wakers().get(tenant);
  if (waiting) {
    waiting.push(...due);
    return;
  }
  const mine = [...due];
  wakers().set(tenant, mine);
  void (async () => {
    let more = due.length >= BATCH;
    try {
      while (mine.length > 0) await wakeFunctions(tenant, mine.splice(0, BATCH));
    } catch (error) {
      more = false;
      log.error({ err: error, tenant }, "functions could not be woken; the poll will try again");
    } finally {
      wakers().delete(tenant);
      if (more) kick(tenant, { unwoken: true });
    }
  })();
}

/** What was numbered by a process that died before it woke anybody, or could not be told then. */
const unwokenEvents = (tenant: string) =>
  systemDb().execute<Due>(sql`
    select id, name, data from events where tenant_id = ${tenant} and wakes and woken_at is null and seq is not null
    order by id limit ${BATCH}`);

/** How long a function may wait for what this process does in its place. */
const AHEAD_MS = 1000;

/**
 * Wake the functions that wait for a tenant's events. What this process has done itself by then wakes nobody; while it
 * is at it nothing is marked, so that the poll finds the event of a process that died.
 */
async function wakeFunctions(tenant: string, due: Due[]): Promise<void> {
  const [ahead, others] = [due.filter(({ id }) => isAhead(id)), due.filter(({ id }) => !isAhead(id))];
  await tell(tenant, others);
  const done = await Promise.all(ahead.map(({ id }) => doneAhead(id, AHEAD_MS)));
  await tell(
    tenant,
    ahead.filter((_, index) => !done[index]),
  );
  await systemDb().execute(sql`
    update events set woken_at = now() where tenant_id = ${tenant} and id in ${due.map(({ id }) => id)}`);
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
