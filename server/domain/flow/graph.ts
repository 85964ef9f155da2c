import { z } from "zod";
import type { Finding } from "./findings";
import { kinds } from "./types";

export const MAX_GRAPH_NODES = 300;
export const MAX_GRAPH_EDGES = 600;
/** Of the graph as JSON. Unit: bytes of UTF-8. */
export const MAX_GRAPH_BYTES = 512 * 1024;

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** Settings of a node or trigger as they stand in a draft; what they must be is said by the node itself. */
const config = z.record(z.string().max(64), z.unknown());

export const GraphNode = z.object({
  id,
  type: z.string().min(1).max(40),
  name: z.string().trim().max(80),
  note: z.string().max(2000).optional(),
  position: z.object({ x: z.number().min(-1e6).max(1e6), y: z.number().min(-1e6).max(1e6) }),
  config: config.default({}),
});

export const GraphEdge = z.object({
  id,
  source: id,
  outcome: z.string().min(1).max(80),
  target: id,
});

export const GraphTrigger = z.object({ id: z.string().min(1).max(60), config: config.default({}) });

export const FlowSettings = z.object({
  /** When a node fails and its FAILED leads nowhere. Absent: `handover` for message kinds, else `end`. */
  onFailure: z.enum(["end", "handover"]).optional(),
  /** When a person takes the conversation over. */
  onTakeover: z.enum(["pause", "end", "continue"]).default("pause"),
  /** What the flow is for, in the user's words; an end node says that it was reached. */
  goal: z.string().max(200).optional(),
});

export const Graph = z.object({
  kind: z.enum(kinds),
  nodes: z.array(GraphNode).max(MAX_GRAPH_NODES),
  edges: z.array(GraphEdge).max(MAX_GRAPH_EDGES),
  trigger: GraphTrigger,
  settings: FlowSettings.prefault({}),
});

export type GraphNode = z.infer<typeof GraphNode>;
export type GraphEdge = z.infer<typeof GraphEdge>;
export type GraphTrigger = z.infer<typeof GraphTrigger>;
export type FlowSettings = z.infer<typeof FlowSettings>;
/** A flow as it is drawn. References are ids, so that a rename is one write. */
export type Graph = z.infer<typeof Graph>;

/**
 * A graph from outside (import, paste, an old draft). Unknown keys are dropped. Over the limits is E20; anything else
 * that is not a graph is E06 with the place. Ids used twice are E05.
 */
export function parseGraph(json: unknown): { graph: Graph } | { findings: Finding[] } {
  const limit = overLimits(json);
  if (limit) return { findings: [limit] };
  const parsed = Graph.safeParse(json);
  if (!parsed.success) {
    const findings = parsed.error.issues.slice(0, 20).map(
      (issue): Finding => ({
        code: "E06",
        level: "error",
        field: issue.path.join("."),
        params: { reason: "not_a_graph" },
      }),
    );
    return { findings };
  }
  const twice = repeated([...parsed.data.nodes, ...parsed.data.edges].map((item) => item.id));
  if (twice !== null) return { findings: [{ code: "E05", level: "error", params: { reason: "same_id", id: twice } }] };
  return { graph: parsed.data };
}

function overLimits(json: unknown): Finding | null {
  const { nodes, edges } = (json ?? {}) as { nodes?: unknown; edges?: unknown };
  const over = (limit: string, value: number, max: number): Finding => ({
    code: "E20",
    level: "error",
    params: { limit, value, max },
  });
  if (Array.isArray(nodes) && nodes.length > MAX_GRAPH_NODES) return over("nodes", nodes.length, MAX_GRAPH_NODES);
  if (Array.isArray(edges) && edges.length > MAX_GRAPH_EDGES) return over("edges", edges.length, MAX_GRAPH_EDGES);
  const bytes = jsonBytes(json);
  return bytes > MAX_GRAPH_BYTES ? over("bytes", bytes, MAX_GRAPH_BYTES) : null;
}

/** Size as JSON; infinite for what has no end (depth, cycles) or is no JSON. */
export function jsonBytes(json: unknown): number {
  try {
    return new TextEncoder().encode(JSON.stringify(json) ?? "").length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function repeated(ids: string[]): string | null {
  const seen = new Set<string>();
  for (const one of ids) {
    if (seen.has(one)) return one;
    seen.add(one);
  }
  return null;
}
