import { Graph, layout } from "@dagrejs/dagre";
import type { FlowEdge, FlowNode } from "./canvas-graph";
import { outcomesOf } from "./step-type";

/** Places for all nodes, from top to bottom along the cords. Nodes must have been measured. Notes stay where they are. */
export function arranged(
  nodes: readonly FlowNode[],
  edges: readonly FlowEdge[],
): Record<string, { x: number; y: number }> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 60, ranksep: 44, edgesep: 20 });
  graph.setDefaultEdgeLabel(() => ({}));
  const steps = nodes.filter((node) => node.data.type !== "note");
  for (const { id, measured } of steps) {
    graph.setNode(id, { width: measured?.width ?? 208, height: measured?.height ?? 92 });
  }
  // Left to right as the sockets stand, so that cords do not cross without need.
  for (const { id, data } of steps) {
    for (const outcome of outcomesOf(data)) {
      for (const edge of edges) {
        if (edge.source === id && edge.sourceHandle === outcome.id) graph.setEdge(id, edge.target, {}, outcome.id);
      }
    }
  }
  layout(graph);
  return Object.fromEntries(
    steps.map(({ id }) => {
      const {
        x = 0,
        y = 0,
        width = 0,
        height = 0,
      } = graph.node(id) as { x?: number; y?: number; width?: number; height?: number };
      return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
}
