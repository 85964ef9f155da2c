import { type Finding, finding } from "../findings";
import type { Model } from "../model";

/** W05: a wait that is longer than the channel keeps a silent conversation open. */
export function checkWaits({ nodes, reachable, context: { autoCloseMs } }: Model): Finding[] {
  if (autoCloseMs === undefined) return [];
  return [...nodes.values()].flatMap(({ drawn, type, config }) => {
    const longest = config && reachable.has(drawn.id) ? (type?.longestWait?.(config) ?? 0) : 0;
    return longest > autoCloseMs ? [finding("W05", { nodeId: drawn.id })] : [];
  });
}
