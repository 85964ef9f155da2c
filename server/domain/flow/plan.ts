import { check } from "./checks";
import type { Program } from "./expression";
import type { Finding } from "./findings";
import type { Graph } from "./graph";
import { type CompileContext, type Config, type Model, type ModelNode, readModel } from "./model";
import type { Template } from "./template";
import { type Kind, messageKinds, type NodeType, type OutcomeId, type Reason } from "./types";

export { publishable } from "./findings";
export type { CompileContext } from "./model";

export interface PlanNode {
  readonly id: string;
  readonly name: string;
  readonly type: NodeType;
  /** null: the draft's settings do not fit; such a node fails when it is reached. */
  readonly config: Config | null;
  /** Ids by outcome, jumps resolved. */
  readonly next: ReadonlyMap<OutcomeId, string>;
}

/** A graph made ready once: ids resolved, expressions and templates parsed. Immutable; not JSON. */
export interface Plan {
  readonly kind: Kind;
  readonly trigger: Graph["trigger"];
  readonly onFailure: "end" | "handover";
  readonly onTakeover: "pause" | "end" | "continue";
  readonly startId: string;
  readonly nodes: ReadonlyMap<string, PlanNode>;
  readonly programs: ReadonlyMap<string, Program | { error: Reason }>;
  readonly templates: ReadonlyMap<string, Template | { error: Reason }>;
  /** Has nodes of the groups message or routing: one such run at a time in a conversation. */
  readonly customerFacing: boolean;
  /** Has message nodes: does not start while a person has the conversation, unless its trigger says so. */
  readonly talks: boolean;
}

/**
 * A drawn graph as a plan, and everything there is to say about it before publishing. There is a plan wherever there
 * is exactly one start, so that an unfinished draft can be tried; publish only when `publishable(findings)`.
 */
export function compile(graph: Graph, context: CompileContext = {}): { plan: Plan | null; findings: Finding[] } {
  const model = readModel(graph, context);
  const findings = [...model.findings, ...check(model)];
  const [startId, ...others] = model.starts;
  const plan = startId === undefined || others.length > 0 ? null : planOf(model, startId);
  return { plan, findings };
}

function planOf(model: Model, startId: string): Plan {
  const { graph } = model;
  const nodes = new Map<string, PlanNode>();
  for (const [id, node] of model.nodes) {
    if (!node.type || node.type.class === "N" || node.type.type === "jump") continue;
    nodes.set(id, { id, name: node.drawn.name, type: node.type, config: node.config, next: nextOf(model, node) });
  }
  const reachable = [...nodes.values()].filter(({ id }) => model.reachable.has(id));
  const has = (...groups: NodeType["group"][]) => reachable.some(({ type }) => groups.includes(type.group));
  return {
    kind: graph.kind,
    trigger: graph.trigger,
    onFailure: graph.settings.onFailure ?? (messageKinds.includes(graph.kind) ? "handover" : "end"),
    onTakeover: graph.settings.onTakeover,
    startId,
    nodes,
    programs: model.programs,
    templates: model.templates,
    customerFacing: has("message", "routing"),
    talks: has("message"),
  };
}

function nextOf(model: Model, node: ModelNode): Map<OutcomeId, string> {
  const next = new Map<OutcomeId, string>();
  for (const [outcome, target] of node.next) {
    const id = model.landing(target);
    if (id !== null) next.set(outcome, id);
  }
  return next;
}
