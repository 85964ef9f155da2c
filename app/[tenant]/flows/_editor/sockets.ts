import type { Outcome } from "@/server/domain/flow/types";

export interface Foot {
  /** Options somebody made: a row each, socket on the right edge. */
  rows: Outcome[];
  /** Fixed words over their sockets; `left` in per cent of the node's width. */
  words: { outcome: Outcome; left: number }[];
}

/** Where the main ways of a node stand, by how many there are, with and without FAILED beside them. */
const besideFailed = [[], [50], [22, 56], [15, 39, 63]];
const alone = [[], [50], [30, 70], [20, 50, 80], [14, 38, 62, 86]];

/** Where the outcomes of a node stand: the main way on its middle line, FAILED last. */
export function footOf(outcomes: readonly Outcome[]): Foot {
  const rows = outcomes.filter(({ id }) => id.startsWith("opt:"));
  const fixed = outcomes.filter(({ id }) => !id.startsWith("opt:"));
  const failed = fixed.find(({ id }) => id === "FAILED");
  const others = fixed.filter(({ id }) => id !== "FAILED");
  if (others.length === 0 && failed) return { rows, words: [{ outcome: failed, left: 50 }] };
  const places = (failed ? besideFailed : alone)[others.length] ?? spread(others.length, failed ? 70 : 100);
  const words = others.map((outcome, index) => ({ outcome, left: places[index] ?? 50 }));
  return { rows, words: failed ? [...words, { outcome: failed, left: 85 }] : words };
}

const spread = (count: number, width: number): number[] =>
  Array.from({ length: count }, (_, index) => ((index + 0.5) * width) / count);
