import { expect, test } from "vitest";
import type { FlowNode } from "./canvas-graph";
import { freeSpot } from "./free-spot";

const at = (x: number, y: number) => ({ id: `${x} ${y}`, position: { x, y }, data: {} }) as unknown as FlowNode;

test("a new node takes the nearest spot that covers no other: below before beside", () => {
  expect(freeSpot([], { x: 10, y: 20 })).toEqual({ x: 10, y: 20 });
  // Beside it would be nearer by one step, and more than twice as far away.
  expect(freeSpot([at(0, 0)], { x: 0, y: 0 })).toEqual({ x: 0, y: 138 });
  expect(freeSpot([at(0, 0), at(0, 140), at(0, 280)], { x: 0, y: 0 })).toEqual({ x: 244, y: 0 });
});
