import { type Finding, finding } from "../findings";
import type { Model } from "../model";
import { isProvided } from "../variables";

/** E12: something chosen in a node does not exist any more. Looks only at what the caller knows. */
export function checkReferences({ nodes, context: { directory = {} } }: Model): Finding[] {
  return [...nodes.values()].flatMap(({ drawn, uses }) =>
    uses.flatMap((use) => {
      if (use.kind !== "reference" || use.source === "nodes" || use.source === "variables") return [];
      const known = directory[use.source];
      if (!known || known.has(use.id) || (use.source === "fields" && isProvided(use.id))) return [];
      return [finding("E12", { nodeId: drawn.id, field: use.field, params: { source: use.source, id: use.id } })];
    }),
  );
}
