import { type Finding, finding } from "../findings";
import type { Model } from "../model";

/** W11: a conversation is given to one person and no node on any way there asked who is there. */
export function checkPeople(model: Model): Finding[] {
  return [...model.nodes.values()].flatMap(({ drawn, type, config }) => {
    const toPerson = type?.type === "assign_agent" && config?.ifUnavailable !== "fail" && model.reachable.has(drawn.id);
    if (!toPerson || wasAsked(model, drawn.id)) return [];
    return [finding("W11", { nodeId: drawn.id })];
  });
}

/** Whether every way from the start to a node passes one that asks. */
function wasAsked(model: Model, wanted: string): boolean {
  const seen = new Set<string>();
  const todo = [...model.starts];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (id === wanted) return false;
    const node = model.nodes.get(id);
    if (!node || seen.has(id) || node.type?.type === "agents_offline") continue;
    seen.add(id);
    for (const target of node.next.values()) todo.push(model.landing(target) ?? "");
  }
  return true;
}
