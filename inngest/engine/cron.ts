import { Cron } from "croner";
import { type EngineContext, transaction } from "./context";
import { SECOND, systemEvents } from "./protocol";
import type { Plan } from "./settings";
import { startRuns } from "./start-runs";

type Schedule = { stop: () => void };

/** Longest that a timer is trusted: clocks are set, and a timer of more than 24.8 days fires at once. */
const LONGEST_TIMER_MS = 60 * SECOND;
const RETRY_MS = SECOND;
/** A tick that could not be written for so long is given up. */
const GIVE_UP_MS = 60 * SECOND;

/**
 * Start functions on their schedules. Every process does; the tick's instant is the event's id, so that a function is
 * started once per tick however many processes there are.
 */
export function startCrons(engine: EngineContext): Schedule {
  const schedules = [...engine.plans.values()].flatMap((plan) =>
    plan.crons.map((cron) => schedule(engine, plan, cron)),
  );
  return {
    stop: () => {
      for (const { stop } of schedules) stop();
    },
  };
}

function schedule(engine: EngineContext, plan: Plan, cron: Plan["crons"][number]): Schedule {
  const pattern = new Cron(cron.pattern, { timezone: cron.timeZone, paused: true });
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const wait = (tick: Date | null) => {
    if (stopped || !tick) return;
    const aheadMs = tick.getTime() - Date.now();
    if (aheadMs > LONGEST_TIMER_MS) timer = setTimeout(() => wait(tick), LONGEST_TIMER_MS);
    else timer = setTimeout(() => fire(tick), Math.max(aheadMs, 0));
  };
  const fire = (tick: Date) => {
    void strike(engine, plan, cron, tick, () => stopped);
    wait(pattern.nextRun(tick));
  };
  wait(pattern.nextRun());
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function strike(
  engine: EngineContext,
  plan: Plan,
  cron: Plan["crons"][number],
  tick: Date,
  isStopped: () => boolean,
): Promise<void> {
  const id = tick.toISOString().replace(/\.\d+Z$/, "Z");
  const event = {
    id,
    name: systemEvents.timer,
    data: { cron: cron.text, fireAt: id, scheduledAt: id },
    ts: tick.getTime(),
  };
  const atMs = cron.jitterMs ? Date.now() + Math.random() * cron.jitterMs : undefined;
  while (!isStopped()) {
    try {
      await transaction(engine.sql, (tx) => startRuns(engine, tx, [{ plan, events: [event], dedupe: id, atMs }]));
      return;
    } catch (error) {
      const about = { function: plan.id, tick: id, error: (error as Error).message };
      if (Date.now() - tick.getTime() > GIVE_UP_MS) return engine.log.error(about, "a scheduled start was lost");
      engine.log.warn(about, "a scheduled start could not be written, will be tried again");
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
