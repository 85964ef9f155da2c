import type { EngineContext } from "./context";
import { holds } from "./expressions";
import { type EngineEvent, SECOND, type Tx } from "./protocol";
import type { Plan } from "./settings";
import { type Start, startRuns } from "./start-runs";
import { meetWaits } from "./waits";

/**
 * Take events in, within the caller's transaction: start what they trigger, continue or cancel what waits for them.
 * An event that carries an id of its own starts a function once in a day.
 */
export async function ingestEvents(
  engine: EngineContext,
  tx: Tx,
  events: (EngineEvent & { own?: boolean })[],
): Promise<void> {
  if (events.length === 0) return;
  const taken = events.map(({ own: _own, ...event }) => event);
  const starts = taken.flatMap((event, index) =>
    triggered(engine, event).map(
      (plan): Start => ({
        plan,
        events: [event],
        dedupe: events[index]?.own === false ? undefined : event.id,
        // Clocks differ by a little; only a time that is clearly in the future is meant.
        atMs: event.ts > Date.now() + SECOND ? event.ts : undefined,
      }),
    ),
  );
  // Those who wait are looked up first: an event does not cancel the run that it starts. Both are sent in one go, and
  // both have ended when this does: nothing may still be sent on a transaction that is over.
  const done = await Promise.allSettled([meetWaits(engine, tx, taken), startRuns(engine, tx, starts)]);
  for (const part of done) if (part.status === "rejected") throw part.reason;
}

function triggered(engine: EngineContext, event: EngineEvent): Plan[] {
  return [...engine.plans.values()].filter((plan) =>
    plan.triggers.some(
      (trigger) =>
        (trigger.prefix ? event.name.startsWith(trigger.event) : event.name === trigger.event) &&
        holds(trigger.if, { event }),
    ),
  );
}
