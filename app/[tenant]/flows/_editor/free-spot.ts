import type { FlowNode } from "./canvas-graph";

export type Spot = { x: number; y: number };

/** What a node takes where it has not been measured yet. */
const SIZE = { width: 208, height: 92 };
const GAP = 36;

const sizeOf = ({ measured }: FlowNode) => ({
  width: measured?.width ?? SIZE.width,
  height: measured?.height ?? SIZE.height,
});

/** Below, and beside that: the nearest first. */
const around = [0, 1, -1, 2, -2]
  .flatMap((side) =>
    Array.from({ length: 60 }, (_, row) => ({ dx: side * (SIZE.width + GAP), dy: row * (SIZE.height / 2) })),
  )
  .sort((a, b) => Math.abs(a.dx) + a.dy - (Math.abs(b.dx) + b.dy));

/**
 * The nearest place to `wanted` where a new node covers no other: one that lay over another's socket could not be
 * connected. Looks below and to the sides.
 */
export function freeSpot(nodes: readonly FlowNode[], wanted: Spot): Spot {
  const free = (spot: Spot) =>
    nodes.every((node) => {
      const { width, height } = sizeOf(node);
      return (
        spot.x + SIZE.width + GAP <= node.position.x ||
        node.position.x + width + GAP <= spot.x ||
        spot.y + SIZE.height + GAP <= node.position.y ||
        node.position.y + height + GAP <= spot.y
      );
    });
  for (const { dx, dy } of around) {
    const spot = { x: wanted.x + dx, y: wanted.y + dy };
    if (free(spot)) return spot;
  }
  return { x: wanted.x, y: Math.max(...nodes.map((node) => node.position.y + sizeOf(node).height)) + GAP };
}

/** Below the lowest of the chosen nodes, or the only one; else in the middle of what is seen. */
export function spotFor(nodes: readonly FlowNode[], middle: Spot): Spot {
  const chosen = nodes.filter((node) => node.selected);
  const last = chosen.sort((a, b) => a.position.y - b.position.y).at(-1) ?? (nodes.length === 1 ? nodes[0] : undefined);
  const wanted = last
    ? { x: last.position.x, y: last.position.y + sizeOf(last).height + GAP + 4 }
    : { x: middle.x - SIZE.width / 2, y: middle.y - SIZE.height / 2 };
  return freeSpot(nodes, { x: Math.round(wanted.x), y: Math.round(wanted.y) });
}

/** The nearest node in a direction: what an arrow key goes to. */
export function neighbour(nodes: readonly FlowNode[], from: FlowNode, key: string): FlowNode | undefined {
  const middle = (node: FlowNode) => {
    const { width, height } = sizeOf(node);
    return { x: node.position.x + width / 2, y: node.position.y + height / 2 };
  };
  const here = middle(from);
  const away = (node: FlowNode): number | null => {
    const there = middle(node);
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const [along, across] = key === "ArrowUp" || key === "ArrowDown" ? [dy, dx] : [dx, dy];
    const forward = key === "ArrowDown" || key === "ArrowRight" ? along : -along;
    return forward > 8 ? forward + 2 * Math.abs(across) : null;
  };
  return nodes
    .filter((node) => node.id !== from.id)
    .map((node) => ({ node, distance: away(node) }))
    .filter((entry): entry is { node: FlowNode; distance: number } => entry.distance !== null)
    .sort((a, b) => a.distance - b.distance)[0]?.node;
}
