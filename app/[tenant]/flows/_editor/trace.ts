import type { OutcomeId } from "@/server/domain/flow/types";
import type { Trace } from "./store";

type Step = { visit: number; nodeId: string; outcome: OutcomeId | null };

/** The way of a run through its graph, for drawing it. */
export function traceOf(visits: readonly Step[], at: string | null, state: Trace["state"]): Trace {
  const nodes: Record<string, { visit: number; times: number; outcome: OutcomeId | null; failed: boolean }> = {};
  const cords = new Set<string>();
  for (const { visit, nodeId, outcome } of visits) {
    nodes[nodeId] = { visit, times: (nodes[nodeId]?.times ?? 0) + 1, outcome, failed: outcome === "FAILED" };
    if (outcome !== null) cords.add(`${nodeId} ${outcome}`);
  }
  return { nodes, cords, at, state };
}
