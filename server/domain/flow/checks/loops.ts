import { type Finding, finding } from "../findings";
import type { Model, ModelNode } from "../model";

type Ways = ReadonlyMap<string, readonly string[]>;

/**
 * E09: a loop that neither waits nor counts. What waits is taken out; of what still goes round in circles, every
 * circle must pass a node that counts a variable and a condition that reads it and can leave.
 */
export function checkLoops(model: Model): Finding[] {
  const running = [...model.nodes.values()].filter(
    ({ drawn, type }) => model.reachable.has(drawn.id) && type && type.class !== "S" && type.type !== "jump",
  );
  const ids = new Set(running.map(({ drawn }) => drawn.id));
  const ways = new Map(running.map((node) => [node.drawn.id, waysOf(model, node)]));
  return circlesIn(ways, ids)
    .filter((circle) => !isBounded(model, ways, circle))
    .map((circle) => finding("E09", { nodeId: [...ids].find((id) => circle.includes(id)) ?? "" }));
}

function waysOf(model: Model, node: ModelNode): string[] {
  return [...node.next.values()].flatMap((target) => model.landing(target) ?? []);
}

/** Whether some variable's count cuts every circle among these nodes, one variable after the other. */
function isBounded(model: Model, ways: Ways, circle: readonly string[]): boolean {
  const nodes = circle.flatMap((id) => model.nodes.get(id) ?? []);
  const counted = new Set(
    nodes.flatMap(({ uses }) => uses.flatMap((use) => (use.kind === "counts" ? [use.variable] : []))),
  );
  return [...counted].some((variable) => {
    if (nodes.some((node) => resets(node, variable))) return false;
    const counters = nodes.filter((node) => counts(node, variable)).map(({ drawn }) => drawn.id);
    const exits = nodes.filter((node) => isExit(model, node, variable, circle)).map(({ drawn }) => drawn.id);
    if (exits.length === 0) return false;
    return [counters, exits].every((cut) => {
      const rest = new Set(circle.filter((id) => !cut.includes(id)));
      return circlesIn(ways, rest).every((inner) => inner.length < circle.length && isBounded(model, ways, inner));
    });
  });
}

const counts = ({ uses }: ModelNode, variable: string): boolean =>
  uses.some((use) => use.kind === "counts" && use.variable === variable);

/** Sets it to something else than one more. */
function resets({ uses }: ModelNode, variable: string): boolean {
  const sets = uses.filter((use) => use.kind === "sets" && use.variable === variable).length;
  return sets > uses.filter((use) => use.kind === "counts" && use.variable === variable).length;
}

/** A condition on the variable with a way out of the circle. */
function isExit(model: Model, node: ModelNode, variable: string, circle: readonly string[]): boolean {
  if (node.type?.group !== "condition") return false;
  const reads = node.uses.some((use) => {
    const parsed = use.kind === "expression" ? model.programs.get(use.source) : undefined;
    return parsed && !("error" in parsed) && parsed.variables.includes(variable);
  });
  return reads && waysOf(model, node).some((target) => !circle.includes(target));
}

/** Groups of nodes in which each leads to each (Tarjan), without those that lead nowhere back. */
function circlesIn(ways: Ways, ids: ReadonlySet<string>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const circles: string[][] = [];
  const targetsOf = (id: string) => (ways.get(id) ?? []).filter((target) => ids.has(target));

  const visit = (id: string): void => {
    index.set(id, index.size);
    low.set(id, index.get(id) ?? 0);
    stack.push(id);
    onStack.add(id);
    for (const target of targetsOf(id)) {
      if (!index.has(target)) visit(target);
      if (onStack.has(target)) low.set(id, Math.min(low.get(id) ?? 0, low.get(target) ?? 0));
    }
    if (low.get(id) !== index.get(id)) return;
    const circle = stack.splice(stack.lastIndexOf(id));
    for (const member of circle) onStack.delete(member);
    if (circle.length > 1 || targetsOf(id).includes(id)) circles.push(circle);
  };
  for (const id of ids) if (!index.has(id)) visit(id);
  return circles;
}
