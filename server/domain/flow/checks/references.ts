import { type Finding, finding } from "../findings";
import type { Model } from "../model";
import { usesOf } from "../node";
import { triggers as allTriggers } from "../triggers";
import { isProvided } from "../variables";

/** E12: something chosen in a node or in the trigger does not exist any more. Looks only at what the caller knows. */
export function checkReferences({ graph, nodes, context: { directory = {}, triggers } }: Model): Finding[] {
  const known = triggers ?? allTriggers;
  const trigger = Object.hasOwn(known, graph.trigger.id) ? known[graph.trigger.id] : undefined;
  const ofTrigger = trigger ? usesOf(trigger.fields, graph.trigger.config, "trigger.") : [];
  const places = [
    ...[...nodes.values()].map(({ drawn, uses }) => ({ at: { nodeId: drawn.id }, uses })),
    { at: {}, uses: ofTrigger },
  ];
  return places.flatMap(({ at, uses }) =>
    uses.flatMap((use) => {
      if (use.kind !== "reference" || use.source === "nodes" || use.source === "variables") return [];
      const known = directory[use.source];
      if (!known || known.has(use.id) || (use.source === "fields" && isProvided(use.id))) return [];
      return [finding("E12", { ...at, field: use.field, params: { source: use.source, id: use.id } })];
    }),
  );
}
