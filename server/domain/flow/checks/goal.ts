import { type Finding, finding } from "../findings";
import type { Model } from "../model";

/** W09: the flow says what it is for, and no end says that it was reached. */
export function checkGoal({ graph, nodes, reachable }: Model): Finding[] {
  if (!graph.settings.goal?.trim()) return [];
  const reached = [...nodes.values()].some(
    ({ drawn, type, config }) => type?.type === "end" && config?.result === "goal" && reachable.has(drawn.id),
  );
  return reached ? [] : [finding("W09", { params: { goal: graph.settings.goal.trim() } })];
}
