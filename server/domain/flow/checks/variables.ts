import { type Finding, finding } from "../findings";
import type { Model, ModelNode } from "../model";
import { triggers as allTriggers } from "../triggers";
import type { OutcomeId } from "../types";
import { builtInsFrom, customFieldOf, isBuiltIn, isProvided } from "../variables";

interface Read {
  variable: string;
  field: string;
}

/** E08: a variable that is set nowhere · W01: one that may not be set on some way. */
export function checkVariables(model: Model): Finding[] {
  const all = [...model.nodes.values()].filter(({ drawn }) => model.reachable.has(drawn.id));
  const everSet = new Set(
    all.flatMap(({ uses }) => uses.flatMap((use) => (use.kind === "sets" ? [use.variable] : []))),
  );
  const fields = model.context.directory?.fields;
  const before = certainlySet(model, all);
  return all.flatMap((node) =>
    readsOf(model, node).flatMap(({ variable, field }) => {
      const at = { nodeId: node.drawn.id, field, params: { variable } };
      const custom = customFieldOf(variable);
      if (!everSet.has(variable) && !isProvided(variable)) return [finding("E08", at)];
      if (custom !== null && fields && !fields.has(custom)) return [finding("E08", at)];
      if (isProvided(variable) && !isBuiltIn(variable)) return [];
      return before.get(node.drawn.id)?.has(variable) ? [] : [finding("W01", at)];
    }),
  );
}

/** Names a node reads, each once per setting. */
function readsOf({ programs, templates }: Model, { uses }: ModelNode): Read[] {
  const reads = uses.flatMap((use): Read[] => {
    if (use.kind === "reads") return [{ variable: use.variable, field: use.field }];
    if (use.kind !== "expression" && use.kind !== "template") return [];
    const parsed = (use.kind === "expression" ? programs : templates).get(use.source);
    if (!parsed || "error" in parsed) return [];
    return parsed.variables.map((variable) => ({ variable, field: use.field }));
  });
  return reads.filter(
    (read, index) => reads.findIndex((it) => it.variable === read.variable && it.field === read.field) === index,
  );
}

/** What is set on every way to a node: forward, meeting in what all ways have in common. */
function certainlySet(model: Model, all: ModelNode[]): Map<string, Set<string>> {
  const trigger = (model.context.triggers ?? allTriggers)[model.graph.trigger.id];
  const provided = new Set<string>([...builtInsFrom("always", "conversation"), ...(trigger?.provides ?? [])]);
  const before = new Map<string, Set<string>>();
  const [start] = model.starts;
  if (start === undefined) return before;
  before.set(start, provided);
  const todo = [start];
  // Each round only takes names away, so it comes to an end.
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const node = model.nodes.get(id);
    const known = before.get(id);
    if (!node || !known) continue;
    for (const [outcome, target] of waysOf(node)) {
      const landed = model.landing(target);
      if (landed === null) continue;
      const after = new Set([...known, ...setBy(node, outcome)]);
      const other = before.get(landed);
      const common = other ? new Set([...other].filter((name) => after.has(name))) : after;
      if (other && common.size === other.size) continue;
      before.set(landed, common);
      todo.push(landed);
    }
  }
  // A node that only jumps lead to, or none at all, is looked at with what the trigger provides.
  for (const { drawn } of all) if (!before.has(drawn.id)) before.set(drawn.id, provided);
  return before;
}

const waysOf = (node: ModelNode): [OutcomeId, string][] => [...node.next];

const setBy = ({ uses }: ModelNode, outcome: OutcomeId): string[] =>
  uses.flatMap((use) => {
    if (use.kind !== "sets") return [];
    const certain = use.on ? use.on.includes(outcome) : outcome !== "FAILED";
    return certain ? [use.variable] : [];
  });
