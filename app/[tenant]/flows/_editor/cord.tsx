"use client";

import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo } from "react";
import { useShallow } from "zustand/react/shallow";
import { outcomeLabel } from "@/server/domain/flow/outcomes";
import { dataOf, type FlowEdge, selectedIn } from "./canvas-graph";
import { outcomesOf } from "./step-type";
import { useEditor } from "./store";
import { useWords } from "./words";

/** A cord from an outcome's socket to the next node. Options carry their text, since their socket is at the side. */
export const Cord = memo(function Cord(edge: EdgeProps<FlowEdge>) {
  const { source, sourceHandleId, selected } = edge;
  const words = useWords();
  const outcome = sourceHandleId ?? "";
  const { lit, way, from } = useEditor(
    useShallow(({ nodes, trace }) => ({
      lit: selectedIn(nodes).has(source),
      way: trace === null ? null : trace.cords.has(`${source} ${outcome}`),
      from: outcome.startsWith("opt:") ? dataOf(nodes, source) : undefined,
    })),
  );
  const [path, labelX, labelY] = getBezierPath(edge);
  const option = from && outcomesOf(from).find(({ id }) => id === outcome);
  const accent = way ?? (selected || lit);
  return (
    <>
      <BaseEdge
        path={path}
        interactionWidth={18}
        style={{
          stroke: accent ? "var(--edge-active)" : "var(--edge)",
          strokeWidth: accent ? 2.5 : 2,
          opacity: way === false ? 0.4 : 1,
        }}
      />
      {option && (
        <EdgeLabelRenderer>
          <span
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
            className="cut nodrag nopan absolute max-w-36 rounded-1 border border-line-2 bg-raised px-1.5 text-12 text-ink-2"
          >
            {words(outcomeLabel(option))}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
