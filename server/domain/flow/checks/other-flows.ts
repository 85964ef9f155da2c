import { type Finding, finding } from "../findings";
import type { Model } from "../model";
import { triggers as allTriggers } from "../triggers";

/** W06: another started flow starts on the same things. */
export function checkOtherFlows({ graph, context }: Model): Finding[] {
  const registry = context.triggers ?? allTriggers;
  const trigger = Object.hasOwn(registry, graph.trigger.id) ? registry[graph.trigger.id] : undefined;
  const mine = trigger?.schema.safeParse(graph.trigger.config);
  if (!trigger || !mine?.success) return [];
  return (context.otherFlows ?? []).flatMap((flow) => {
    const theirs = flow.trigger.id === trigger.id ? trigger.schema.safeParse(flow.trigger.config) : undefined;
    const same = theirs?.success && trigger.overlaps(mine.data, theirs.data);
    return same ? [finding("W06", { field: "trigger", params: { flow: flow.name, flowId: flow.id } })] : [];
  });
}
