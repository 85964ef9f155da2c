import type { Values } from "../types";
import { type TriggerRegistry, triggers } from "./registry";
import type { Occurrence } from "./types";

/** A started flow, as far as triggers care. */
export interface Candidate {
  trigger: { id: string; config: unknown };
  /** Of the plan. */
  customerFacing: boolean;
  talks: boolean;
}

export interface Started<C> {
  flow: C;
  /** Variables the trigger adds. */
  data: Values;
}

/**
 * Which flows a thing that happened starts. Of the customer-facing ones the first that matches, in the order of the
 * flow list, and only when no such run is in the conversation (`busy`); of the background ones all. While a person has
 * the conversation, a flow with message nodes starts only if its trigger says so.
 */
export function resolveTriggers<C extends Candidate>(
  flows: readonly C[],
  occurrence: Occurrence,
  busy = false,
  registry: TriggerRegistry = triggers,
): { foreground: Started<C> | null; background: Started<C>[] } {
  let foreground: Started<C> | null = null;
  const background: Started<C>[] = [];
  for (const flow of flows) {
    if (flow.customerFacing && (busy || foreground)) continue;
    const data = matchTrigger(flow, occurrence, registry);
    if (data === null) continue;
    if (flow.customerFacing) foreground = { flow, data };
    else background.push({ flow, data });
  }
  return { foreground, background };
}

function matchTrigger(flow: Candidate, occurrence: Occurrence, registry: TriggerRegistry): Values | null {
  const type = Object.hasOwn(registry, flow.trigger.id) ? registry[flow.trigger.id] : undefined;
  const config = type?.schema.safeParse(flow.trigger.config);
  if (!type || !config?.success) return null;
  const silenced = occurrence.kind === "message" && occurrence.takenOver && flow.talks;
  if (silenced && config.data.alsoWhenTakenOver !== true) return null;
  return type.matches(config.data, occurrence);
}
