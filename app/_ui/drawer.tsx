"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { backdropClass } from "./dialog";

type DrawerProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  side?: "right" | "left";
  children: ReactNode;
  className?: string;
};

/** A side column that does not fit beside the work: details under 1100 px, navigation on a phone. */
export function Drawer({ open, onOpenChange, title, side = "right", children, className }: DrawerProps) {
  const t = useTranslations("common");
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          className={cn(
            "ring-none fixed inset-y-0 z-40 flex w-[min(340px,88vw)] flex-col border-line-2 bg-panel pb-safe shadow-3 outline-none transition-transform duration-panel ease-out data-ending-style:ease-in",
            side === "right"
              ? "right-0 border-l data-ending-style:translate-x-full data-starting-style:translate-x-full"
              : "left-0 border-r data-ending-style:-translate-x-full data-starting-style:-translate-x-full",
            className,
          )}
        >
          <div className="flex h-topbar flex-none items-center gap-2 border-line border-b pr-2.5 pl-4">
            <Base.Title className="cut flex-1 font-semibold">{title}</Base.Title>
            <Base.Close
              aria-label={t("close")}
              className="grid size-8 place-items-center rounded-2 text-ink-3 hover:bg-hover hover:text-ink"
            >
              <X />
            </Base.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
