import { type NodeHandle, Position } from "@xyflow/react";
import type { StepData } from "./canvas-graph";
import { footOf } from "./sockets";
import { outcomesOf, takesCords } from "./step-type";

const WIDTH = 208;
const HEAD = 62;
const BARE = 64;
const WORDS = 25;
const ROW = 24;
const ROWS_AROUND = 5;
/** Where the first option's row begins: below the head, its line and a little air. */
const FIRST_ROW = 64;
const BORDER = 1;
const JACK = 11;

type Drawn = Pick<StepData, "type" | "config">;

/**
 * What a node takes on the canvas, in its px, before it is drawn: so it is seen at once, and everything fits into sight
 * without another round. The canvas measures it all the same; a node that is drawn otherwise only costs that round.
 * @returns nothing for a remark, whose height is that of its text
 */
export function sizeOf(data: Drawn): { width: number; height: number } | undefined {
  if (data.type === "note") return undefined;
  const { rows, words } = footOf(outcomesOf(data));
  const below =
    (rows.length > 0 ? ROWS_AROUND + rows.length * ROW : 0) + (words.length > 0 && data.type !== "start" ? WORDS : 0);
  return { width: WIDTH, height: below > 0 && data.type !== "start" ? HEAD + below : BARE + below };
}

const known = new WeakMap<Drawn, NodeHandle[]>();

/**
 * Where a node's sockets are, from its upper left corner: so cords are drawn without measuring a thousand of them, and
 * also to nodes whose sockets are too small to be drawn. A story compares them with what the browser shows.
 */
export function handlesOf(data: Drawn): NodeHandle[] | undefined {
  const size = sizeOf(data);
  if (!size) return undefined;
  let handles = known.get(data);
  if (handles) return handles;
  const at = (type: NodeHandle["type"], position: Position, id: string | null, x: number, y: number): NodeHandle => ({
    type,
    position,
    id,
    x: x - JACK / 2,
    y: y - JACK / 2,
    width: JACK,
    height: JACK,
  });
  const { rows, words } = footOf(outcomesOf(data));
  handles = [
    ...(takesCords(data.type) ? [at("target", Position.Top, null, WIDTH / 2, BORDER)] : []),
    ...rows.map(({ id }, row) => at("source", Position.Right, id, WIDTH - BORDER, FIRST_ROW + row * ROW + ROW / 2)),
    ...words.map(({ outcome, left }) =>
      at(
        "source",
        Position.Bottom,
        outcome.id,
        BORDER + ((WIDTH - 2 * BORDER) * (data.type === "start" ? 50 : left)) / 100,
        size.height - BORDER,
      ),
    ),
  ];
  known.set(data, handles);
  return handles;
}
