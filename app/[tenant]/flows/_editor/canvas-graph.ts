import type { Edge, Node } from "@xyflow/react";
import type { FlowSettings, Graph, GraphNode, GraphTrigger } from "@/server/domain/flow/graph";
import { sizeOf } from "./step-size";

/** What a node on the canvas carries: the node of the graph without its place. */
export type StepData = Pick<GraphNode, "type" | "name" | "note" | "config">;
export type FlowNode = Node<StepData, "step" | "note">;
/** `sourceHandle` is the outcome. */
export type FlowEdge = Edge<Record<string, never>, "cord">;

/** Everything of a draft that is saved, as the canvas holds it. */
export interface CanvasGraph {
  kind: Graph["kind"];
  trigger: GraphTrigger;
  settings: FlowSettings;
  nodes: FlowNode[];
  edges: FlowEdge[];
}

export const toFlowNode = ({ id, position, ...data }: GraphNode): FlowNode => ({
  id,
  type: data.type === "note" ? "note" : "step",
  position,
  data,
  measured: sizeOf(data),
});

export const toFlowEdge = ({ id, source, outcome, target }: Graph["edges"][number]): FlowEdge => ({
  id,
  type: "cord",
  source,
  sourceHandle: outcome,
  target,
});

export const toCanvas = (graph: Graph): CanvasGraph => ({
  kind: graph.kind,
  trigger: graph.trigger,
  settings: graph.settings,
  nodes: graph.nodes.map(toFlowNode),
  edges: graph.edges.map(toFlowEdge),
});

const toGraphNode = ({ id, position, data }: FlowNode): GraphNode => ({
  id,
  type: data.type,
  name: data.name,
  ...(data.note ? { note: data.note } : {}),
  position: { x: Math.round(position.x), y: Math.round(position.y) },
  config: data.config,
});

export const toGraph = ({ kind, trigger, settings, nodes, edges }: CanvasGraph): Graph => ({
  kind,
  trigger,
  settings,
  nodes: nodes.map(toGraphNode),
  edges: edges.map(({ id, source, sourceHandle, target }) => ({
    id,
    source,
    outcome: sourceHandle ?? "SUCCESS",
    target,
  })),
});

const ids = new WeakMap<readonly FlowEdge[], Map<string, FlowEdge[]>>();

/** The cords that leave a node; indexed once per list of edges, since every node asks on every move of the mouse. */
export function cordsFrom(edges: readonly FlowEdge[], nodeId: string): readonly FlowEdge[] {
  let index = ids.get(edges);
  if (!index) {
    index = new Map();
    for (const edge of edges) index.set(edge.source, [...(index.get(edge.source) ?? []), edge]);
    ids.set(edges, index);
  }
  return index.get(nodeId) ?? none;
}

const none: readonly FlowEdge[] = [];

const outcomes = new WeakMap<readonly FlowEdge[], Map<string, string>>();

/** The outcomes of a node that lead somewhere, as one text between blanks: the same text, nothing to draw anew. */
export function usedOutcomes(edges: readonly FlowEdge[], nodeId: string): string {
  let index = outcomes.get(edges);
  if (!index) {
    index = new Map();
    outcomes.set(edges, index);
  }
  let used = index.get(nodeId);
  if (used === undefined) {
    used = ` ${cordsFrom(edges, nodeId)
      .map(({ sourceHandle }) => sourceHandle)
      .join(" ")} `;
    index.set(nodeId, used);
  }
  return used;
}

const chosen = new WeakMap<readonly FlowNode[], Set<string>>();

/** The nodes that are selected; found once per list of nodes, since every cord asks on every frame of a drag. */
export function selectedIn(nodes: readonly FlowNode[]): ReadonlySet<string> {
  let index = chosen.get(nodes);
  if (!index) {
    index = new Set(nodes.filter(({ selected }) => selected).map(({ id }) => id));
    chosen.set(nodes, index);
  }
  return index;
}

/** Whether a cord from a selected node leads to this one. */
export function isLit(nodes: readonly FlowNode[], edges: readonly FlowEdge[], nodeId: string): boolean {
  for (const id of selectedIn(nodes)) if (cordsFrom(edges, id).some(({ target }) => target === nodeId)) return true;
  return false;
}

const byId = new WeakMap<readonly FlowNode[], Map<string, FlowNode>>();

/** A node by id; indexed once per list. */
export function nodeOf(nodes: readonly FlowNode[], nodeId: string): FlowNode | undefined {
  let index = byId.get(nodes);
  if (!index) {
    index = new Map(nodes.map((node) => [node.id, node]));
    byId.set(nodes, index);
  }
  return index.get(nodeId);
}

/** What a node carries, by id. */
export const dataOf = (nodes: readonly FlowNode[], nodeId: string): StepData | undefined => nodeOf(nodes, nodeId)?.data;

const targets = new WeakMap<readonly FlowEdge[], Set<string>>();

/** Whether any cord leads to the node. */
export function isPluggedInto(edges: readonly FlowEdge[], nodeId: string): boolean {
  let index = targets.get(edges);
  if (!index) {
    index = new Set(edges.map(({ target }) => target));
    targets.set(edges, index);
  }
  return index.has(nodeId);
}

/** A short id for a new node, edge or row. */
export const newId = (): string => crypto.randomUUID().replaceAll("-", "").slice(0, 12);
