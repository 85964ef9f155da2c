import { normaliseExpression } from "./expression";
import type { Graph } from "./graph";
import { nodes as allNodes, type NodeRegistry } from "./nodes";
import type { Fields } from "./types";

/** A graph as it is kept: older habits in expressions rewritten. Everything else stays as it was drawn. */
export function normaliseGraph(graph: Graph, registry: NodeRegistry = allNodes): Graph {
  const nodes = graph.nodes.map((node) => {
    const type = Object.hasOwn(registry, node.type) ? registry[node.type] : undefined;
    return type ? { ...node, config: normaliseConfig(type.fields, node.config) } : node;
  });
  return { ...graph, nodes };
}

function normaliseConfig(fields: Fields, config: Record<string, unknown>): Record<string, unknown> {
  const changed = { ...config };
  for (const [key, { ui }] of Object.entries(fields)) {
    const value = config[key];
    if (ui.input === "expression" && typeof value === "string") changed[key] = normaliseExpression(value);
    if (ui.item && Array.isArray(value)) changed[key] = value.map((row) => normaliseRow(ui.item ?? {}, row));
  }
  return changed;
}

const normaliseRow = (fields: Fields, row: unknown): unknown =>
  typeof row === "object" && row !== null ? normaliseConfig(fields, row as Record<string, unknown>) : row;
