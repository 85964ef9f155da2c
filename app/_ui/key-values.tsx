import type { ReactNode } from "react";
import { cn } from "./cn";

/** Facts about one thing: what, and its value. */
export function KeyValues({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <dl className={cn("grid grid-cols-[minmax(76px,auto)_minmax(0,1fr)] gap-x-3 gap-y-1.5", className)}>{children}</dl>
  );
}

export function KeyValue({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
