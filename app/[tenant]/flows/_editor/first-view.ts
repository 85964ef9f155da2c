import { getViewportForBounds, type Viewport } from "@xyflow/react";
import type { FlowNode } from "./canvas-graph";
import { fitOptions } from "./zoom-tools";

/** How far below the upper edge a flow begins that does not need the whole height. */
const HEADROOM = 72;
/** Further away than this nothing can be read. */
const LEGIBLE = 0.4;
const CLOSE = 0.75;
const TOP = 32;

/**
 * What a flow is opened at: everything in sight, as long as it can be read; else where it begins, near enough to read.
 * @param width of the canvas, in px
 */
export function firstView(nodes: readonly FlowNode[], width: number, height: number, withPalette: boolean): Viewport {
  const { maxZoom = 1, padding } = fitOptions(withPalette);
  const boxes = nodes.map(({ position: { x, y }, measured }) => ({
    left: x,
    top: y,
    right: x + (measured?.width ?? 208),
    bottom: y + (measured?.height ?? 92),
  }));
  if (boxes.length === 0) return { x: 0, y: 0, zoom: 1 };
  const x = Math.min(...boxes.map(({ left }) => left));
  const y = Math.min(...boxes.map(({ top }) => top));
  const all = {
    x,
    y,
    width: Math.max(...boxes.map(({ right }) => right)) - x,
    height: Math.max(...boxes.map(({ bottom }) => bottom)) - y,
  };
  const whole = getViewportForBounds(all, width, height, 0.05, maxZoom, padding ?? 0.1);
  if (whole.zoom >= LEGIBLE) return { ...whole, y: Math.min(whole.y, HEADROOM - all.y * whole.zoom) };
  const start = nodes.find(({ data }) => data.type === "start") ?? nodes[0];
  const size = start?.measured?.width ?? 208;
  const left = withPalette && width >= 720 ? 204 : TOP;
  const centred = left + (width - left) / 2 - ((start?.position.x ?? 0) + size / 2) * CLOSE;
  // What lies to the left of the beginning may be out of sight; nothing lying there takes no room.
  return { x: Math.min(centred, left - all.x * CLOSE), y: TOP - (start?.position.y ?? 0) * CLOSE, zoom: CLOSE };
}
