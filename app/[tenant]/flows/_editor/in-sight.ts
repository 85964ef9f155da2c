"use client";

import { type ReactFlowInstance, useReactFlow } from "@xyflow/react";
import { useEffect } from "react";
import { firstView } from "./first-view";
import { type Editor, type Trace, useEditorStore } from "./store";
import { calm } from "./zoom-tools";

type Canvas = Pick<ReactFlowInstance, "flowToScreenPosition" | "getViewport" | "setViewport">;

/** What floats over the edges of the canvas, and some air. Unit: px. */
const edge = { top: 16, right: 24, bottom: 60, left: 24 };
const palette = 204;

const pane = () => document.querySelector(".flow-canvas")?.getBoundingClientRect();

/** Moves the canvas no further than it takes to see a node whole; of one that does not fit, its beginning. */
export function keepInSight(editor: Editor, canvas: Canvas, nodeId: string, withPalette: boolean): void {
  const node = editor.getState().nodes.find(({ id }) => id === nodeId);
  const box = pane();
  if (!node || !box) return;
  const { x, y, zoom } = canvas.getViewport();
  const at = canvas.flowToScreenPosition(node.position);
  const left = box.left + (withPalette && box.width > 2 * palette ? palette : edge.left);
  const dx = shift(at.x, (node.measured?.width ?? 208) * zoom, left, box.right - edge.right);
  const dy = shift(at.y, (node.measured?.height ?? 92) * zoom, box.top + edge.top, box.bottom - edge.bottom);
  if (dx !== 0 || dy !== 0) void canvas.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: calm() });
}

/** How far a stretch has to move to lie between two bounds; its beginning counts where it is longer than they are apart. */
const shift = (from: number, length: number, low: number, high: number): number =>
  from < low || length > high - low ? low - from : Math.min(0, high - (from + length));

/** The canvas became wider or narrower: begins again where a flow is opened. */
export function viewAnew(editor: Editor, canvas: Canvas, withPalette: boolean): void {
  const box = pane();
  if (!box) return;
  const view = firstView(editor.getState().nodes, box.width, box.height, withPalette);
  void canvas.setViewport(view, { duration: calm() });
}

/** Where a run is, or where it ended. */
export const placeOf = (trace: Trace | null): string | null =>
  trace && (trace.at ?? Object.entries(trace.nodes).sort(([, a], [, b]) => b.visit - a.visit)[0]?.[0] ?? null);

/** Whatever is chosen, opened or reached stays in sight, also when something beside the canvas takes room from it. */
export function useKeptInSight(nodeId: string | null, withPalette: boolean): void {
  const editor = useEditorStore();
  const canvas = useReactFlow();
  const { viewportInitialized } = canvas;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the canvas is another object on every drawing
  useEffect(() => {
    if (!nodeId || !viewportInitialized) return;
    const frame = requestAnimationFrame(() => keepInSight(editor, canvas, nodeId, withPalette));
    return () => cancelAnimationFrame(frame);
  }, [editor, nodeId, withPalette, viewportInitialized]);
}
