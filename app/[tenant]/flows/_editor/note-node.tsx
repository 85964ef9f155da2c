"use client";

import type { NodeProps } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { cn } from "@/app/_ui/cn";
import type { FlowNode } from "./canvas-graph";
import { configOf } from "./step-type";

const tones: Record<string, string> = {
  yellow: "border-note-line bg-note-soft text-note-text",
  blue: "border-info-line bg-info-soft text-info-text",
  green: "border-success-line bg-success-soft text-success-text",
  red: "border-danger-line bg-danger-soft text-danger-text",
  grey: "border-line-2 bg-sunken text-ink-2",
};

/** A remark on the canvas. It never runs and nothing leads to it. */
export const NoteNode = memo(function NoteNode({ data, selected }: NodeProps<FlowNode>) {
  const t = useTranslations("flows.canvas");
  const config = configOf(data);
  const text = typeof config.text === "string" ? config.text : "";
  const tone = tones[String(config.colour)] ?? tones.yellow;
  return (
    <div
      className={cn(
        "min-h-14 w-[208px] whitespace-pre-wrap rounded-node border px-3 py-2 text-12 [overflow-wrap:anywhere]",
        tone,
        config.size === "large" && "w-80 text-14",
        selected && "shadow-[0_0_0_3px_color-mix(in_oklch,var(--accent)_22%,transparent)]",
      )}
    >
      {text || t("emptyNote")}
    </div>
  );
});
