import type { StepData } from "./canvas-graph";
import { footOf } from "./sockets";
import { outcomesOf } from "./step-type";

const HEAD = 62;
const BARE = 64;
const WORDS = 25;
const ROW = 24;
const ROWS_AROUND = 5;

/**
 * What a node takes on the canvas, in its px, before it is drawn: so it is seen at once, and everything fits into sight
 * without another round. The canvas measures it all the same; a node that is drawn otherwise only costs that round.
 * @returns nothing for a remark, whose height is that of its text
 */
export function sizeOf(data: Pick<StepData, "type" | "config">): { width: number; height: number } | undefined {
  if (data.type === "note") return undefined;
  const { rows, words } = footOf(outcomesOf(data));
  const below =
    (rows.length > 0 ? ROWS_AROUND + rows.length * ROW : 0) + (words.length > 0 && data.type !== "start" ? WORDS : 0);
  return { width: 208, height: below > 0 && data.type !== "start" ? HEAD + below : BARE + below };
}
