"use client";

import { type FitViewOptions, useStore as useCanvas, useReactFlow } from "@xyflow/react";
import { Maximize, Minus, Network, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_ui/cn";
import { IconButton } from "@/app/_ui/icon-button";
import { useEditorStore } from "./store";

export const calm = (): number =>
  typeof window !== "undefined" && window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 220;

/** Everything in sight: not larger than it is, and beside what floats over the canvas. */
export const fitOptions = (withPalette: boolean): FitViewOptions => ({
  maxZoom: 1,
  padding: {
    top: "32px",
    bottom: "56px",
    right: "32px",
    left: withPalette && typeof window !== "undefined" && window.innerWidth >= 720 ? "204px" : "32px",
  },
});

/** Nearer, further, everything; and for whoever draws: put in order. */
export function ZoomTools({ canArrange, className }: { canArrange: boolean; className?: string }) {
  const t = useTranslations("flows.canvas");
  const editor = useEditorStore();
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const zoom = useCanvas(({ transform }) => Math.round(transform[2] * 100));
  const arrange = async () => {
    const { arranged } = await import("./layout");
    const { nodes, edges, place } = editor.getState();
    place(arranged(nodes, edges));
    requestAnimationFrame(() => void fitView({ ...fitOptions(canArrange), duration: calm() }));
  };
  return (
    <div
      role="toolbar"
      aria-label={t("view")}
      className={cn(
        "absolute z-10 flex items-center rounded-3 border border-line-2 bg-panel p-0.5 shadow-2",
        className,
      )}
    >
      <IconButton size="sm" icon={<Minus />} label={t("zoomOut")} onClick={() => void zoomOut({ duration: calm() })} />
      <span className="w-10 text-center text-12 text-ink-2 tabular-nums">{zoom}%</span>
      <IconButton size="sm" icon={<Plus />} label={t("zoomIn")} onClick={() => void zoomIn({ duration: calm() })} />
      <IconButton
        size="sm"
        icon={<Maximize />}
        label={t("fit")}
        onClick={() => void fitView({ ...fitOptions(canArrange), duration: calm() })}
      />
      {canArrange && <IconButton size="sm" icon={<Network />} label={t("arrange")} onClick={() => void arrange()} />}
    </div>
  );
}
