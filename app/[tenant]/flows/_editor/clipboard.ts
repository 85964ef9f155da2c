import { type Graph, parseGraph } from "@/server/domain/flow/graph";
import { type FlowEdge, type FlowNode, newId, toFlowEdge, toFlowNode, toGraph } from "./canvas-graph";
import { configOf, fitsKind, stepType } from "./step-type";
import type { EditorState } from "./store";

const FORMAT = "patchbay/flow-nodes";

/** The chosen nodes and the cords between them, as text. Null when none is chosen. */
export function copied(state: EditorState): string | null {
  const nodes = state.nodes.filter((node) => node.selected);
  if (nodes.length === 0) return null;
  const inside = new Set(nodes.map(({ id }) => id));
  const edges = state.edges.filter(({ source, target }) => inside.has(source) && inside.has(target));
  const graph = toGraph({ ...state, nodes, edges });
  return JSON.stringify({ format: FORMAT, kind: graph.kind, nodes: graph.nodes, edges: graph.edges });
}

export type Pasted = { nodes: FlowNode[]; edges: FlowEdge[]; left: number };

/**
 * What a copied text brings into this draft: new ids, a little to the side, its references to each other kept.
 * `left` counts nodes that cannot stand here (a second start, another kind of flow, a type of another version).
 * Null when the text is something else, or the flow would grow over its limits.
 */
export function pasted(text: string, state: EditorState): Pasted | null {
  const graph = readPieces(text, state);
  if (!graph) return null;
  const hasStart = state.nodes.some(({ data }) => data.type === "start");
  const fitting = graph.nodes.filter((node) => {
    const type = stepType(node.type);
    return type !== undefined && fitsKind(type, state.kind) && !(node.type === "start" && hasStart);
  });
  const renamed = new Map(fitting.map(({ id }) => [id, newId()]));
  const nodes = fitting.map((node) => {
    const config = pointed(node.type, node.config, renamed);
    const position = { x: node.position.x + 40, y: node.position.y + 40 };
    return toFlowNode({ ...node, config, id: renamed.get(node.id) ?? newId(), position });
  });
  const edges = graph.edges.flatMap((edge) => {
    const [source, target] = [renamed.get(edge.source), renamed.get(edge.target)];
    return source && target ? [toFlowEdge({ ...edge, id: newId(), source, target })] : [];
  });
  const whole = toGraph({ ...state, nodes: [...state.nodes, ...nodes], edges: [...state.edges, ...edges] });
  return "graph" in parseGraph(whole) ? { nodes, edges, left: graph.nodes.length - nodes.length } : null;
}

function readPieces(text: string, { kind, trigger, settings }: EditorState): Graph | null {
  if (text.length > 2_000_000) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== "object" || json === null || !("format" in json) || json.format !== FORMAT) return null;
  const { nodes, edges } = json as { nodes?: unknown; edges?: unknown };
  const result = parseGraph({ kind, trigger, settings, nodes, edges });
  return "graph" in result ? result.graph : null;
}

/** Settings that name a node which came along name its copy. */
function pointed(
  type: string,
  config: Record<string, unknown>,
  renamed: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const fields = stepType(type)?.fields ?? {};
  const changes = Object.entries(fields).flatMap(([key, { ui }]) => {
    const to = ui.source === "nodes" ? renamed.get(String(configOf({ type, config })[key])) : undefined;
    return to ? [[key, to] as const] : [];
  });
  return { ...config, ...Object.fromEntries(changes) };
}
