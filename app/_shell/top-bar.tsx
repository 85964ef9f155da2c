import type { ReactNode } from "react";
import { cn } from "@/app/_ui/cn";

/** The bar over a pane. `tall` is the thread's: two lines of text. */
export function TopBar({ tall, className, children }: { tall?: boolean; className?: string; children: ReactNode }) {
  return (
    <div
      className={cn(
        "flex flex-none items-center gap-2 border-line border-b bg-panel px-4",
        tall ? "h-[60px]" : "h-topbar",
        className,
      )}
    >
      {children}
    </div>
  );
}
