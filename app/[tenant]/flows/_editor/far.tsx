"use client";

import { getBezierPath, type NodeProps, Position, ViewportPortal } from "@xyflow/react";
import { createContext, memo } from "react";
import { useShallow } from "zustand/react/shallow";
import { cn } from "@/app/_ui/cn";
import { type FlowEdge, type FlowNode, nodeOf, selectedIn } from "./canvas-graph";
import { handlesOf, sizeOf } from "./step-size";
import { stepType } from "./step-type";
import { type EditorState, useEditor } from "./store";

/** A flow of more nodes is drawn plainly from afar, and only as far as it is in sight. */
export const MANY = 120;
/** Nearer than this, everything is drawn. */
export const FAR_BELOW = 0.5;

/** Whether many nodes are looked at from so far that only their names can be read. */
export const FarContext = createContext(false);

/** About so much of a name fits into three lines; a Chinese character counts twice. */
const ROOM = 40;

/** A node from afar: its name as large as fits, its group, its state. Nothing that is cut off or drawn of lines: hundreds of those are what a frame goes to. */
export const FarStep = memo(function FarStep({
  id,
  data,
  selected,
}: Pick<NodeProps<FlowNode>, "id" | "data" | "selected">) {
  const { bad, warns, traced, visit, here } = useEditor(
    useShallow(({ marks, trace }) => ({
      bad: trace === null && (marks[id]?.errors ?? 0) > 0,
      warns: trace === null && marks[id] !== undefined,
      traced: trace !== null,
      visit: trace?.nodes[id],
      here: trace?.at === id && trace.state !== "ended",
    })),
  );
  const { width, height } = sizeOf(data) ?? { width: 208, height: 64 };
  const group = stepType(data.type)?.group ?? "structure";
  return (
    <div
      data-step={data.type}
      style={{ width, height, borderLeftColor: `var(--grp-${group})` }}
      className={cn(
        "flex items-center rounded-node border-2 border-l-[14px] bg-raised px-2.5 font-semibold text-[22px] text-ink leading-[26px] [overflow-wrap:anywhere]",
        selected || here
          ? "border-accent"
          : bad || visit?.failed
            ? "border-danger"
            : visit
              ? "border-success"
              : warns
                ? "border-warning"
                : "border-line-2",
        traced && !visit && !here && "opacity-45",
      )}
    >
      {short(data.name)}
    </div>
  );
});

function short(name: string): string {
  let room = ROOM;
  let at = 0;
  for (const char of name) {
    room -= char > "\u2e80" ? 2 : 1;
    if (room < 0) return `${name.slice(0, at).trimEnd()}…`;
    at += char.length;
  }
  return name;
}

const paths = new WeakMap<FlowEdge, { from: FlowNode; to: FlowNode; path: string }>();

function pathOf(edge: FlowEdge, from: FlowNode, to: FlowNode): string {
  const before = paths.get(edge);
  if (before && before.from === from && before.to === to) return before.path;
  const source = handlesOf(from.data)?.find(({ id, type }) => type === "source" && id === edge.sourceHandle);
  const target = handlesOf(to.data)?.find(({ type }) => type === "target");
  if (!source || !target) return "";
  const half = (source.width ?? 0) / 2;
  const [path] = getBezierPath({
    sourceX: from.position.x + source.x + half + (source.position === Position.Right ? half : 0),
    sourceY: from.position.y + source.y + half + (source.position === Position.Bottom ? half : 0),
    sourcePosition: source.position,
    targetX: to.position.x + target.x + half,
    targetY: to.position.y + target.y,
    targetPosition: target.position,
  });
  paths.set(edge, { from, to, path });
  return path;
}

/** The cords that somebody holds or has chosen; the canvas draws these, each for itself. */
export function heldCords(nodes: readonly FlowNode[], cords: readonly FlowEdge[]): FlowEdge[] {
  const chosen = selectedIn(nodes);
  return cords.filter(({ selected, source, target }) => selected || chosen.has(source) || chosen.has(target));
}

/** All other cords with their ways, from afar. */
function restOf({ nodes, edges }: Pick<EditorState, "nodes" | "edges">): { edge: FlowEdge; path: string }[] {
  const held = new Set(heldCords(nodes, edges));
  return edges.flatMap((edge) => {
    const [from, to] = [nodeOf(nodes, edge.source), nodeOf(nodes, edge.target)];
    return from && to && !held.has(edge) ? [{ edge, path: pathOf(edge, from, to) }] : [];
  });
}

/** How near a click must be to a cord, in px of the drawing. */
const REACH = 30;

/** The cord at a point of the drawing, among those drawn in one piece. */
export function cordAt(state: EditorState, { x, y }: { x: number; y: number }): FlowEdge | undefined {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return undefined;
  pen.lineWidth = REACH;
  return restOf(state).findLast(({ path }) => pen.isPointInStroke(new Path2D(path), x, y))?.edge;
}

/** All other cords in one piece: each alone would be hundreds of drawings to sort on every frame. */
export function FarCords() {
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const trace = useEditor((state) => state.trace);
  const sheets = { free: "", taken: "", left: "" };
  for (const { edge, path } of restOf({ nodes, edges })) {
    const way = trace?.cords.has(`${edge.source} ${edge.sourceHandle}`);
    sheets[way === undefined ? "free" : way ? "taken" : "left"] += path;
  }
  return (
    <ViewportPortal>
      <svg aria-hidden className="-z-1 pointer-events-none absolute top-0 left-0 size-px overflow-visible" fill="none">
        <path d={sheets.free} stroke="var(--edge)" strokeWidth={3} />
        <path d={sheets.left} stroke="var(--edge)" strokeWidth={3} opacity={0.4} />
        <path d={sheets.taken} stroke="var(--edge-active)" strokeWidth={4} />
      </svg>
    </ViewportPortal>
  );
}
