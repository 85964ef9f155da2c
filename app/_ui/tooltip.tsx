"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd";

/** Shared delay: once one tooltip is seen, its neighbours show at once. Sits in the root layout. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return <Base.Provider delay={400}>{children}</Base.Provider>;
}

type TooltipProps = {
  content: ReactNode;
  /** Its key, as in `Kbd`. */
  kbd?: string;
  side?: "top" | "right" | "bottom" | "left";
  /** The one element it belongs to. It needs a name of its own: a tooltip is not read out. */
  children: ReactElement;
};

/** A short hint on hover and focus; never the only carrier of something that is needed. */
export function Tooltip({ content, kbd, side = "top", children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup className="flex max-w-72 origin-(--transform-origin) items-center gap-2 rounded-2 border border-line-2 bg-raised px-2 py-1 text-12 shadow-3 transition-opacity duration-ui data-ending-style:opacity-0 data-starting-style:opacity-0 data-instant:transition-none">
            <span>{content}</span>
            {kbd && <Kbd keys={kbd} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
