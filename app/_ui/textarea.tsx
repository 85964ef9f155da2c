"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn";
import { useFieldControl } from "./field";

type TextareaProps = ComponentProps<"textarea"> & {
  mono?: boolean;
  /** Grows with its text, up to `max-h-*` if given in className. */
  autoGrow?: boolean;
};

/** Several lines of text. */
export function Textarea({ mono, autoGrow, className, rows = 3, ...rest }: TextareaProps) {
  const control = useFieldControl(rest);
  return (
    <textarea
      rows={rows}
      {...rest}
      {...control}
      className={cn(
        "w-full min-w-0 rounded-2 border border-line-control bg-panel px-2.5 py-1.5 pointer-coarse:text-16 text-14 transition-colors disabled:border-line-2 disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-danger",
        autoGrow ? "field-sizing-content resize-none" : "resize-y",
        mono && "font-mono text-12",
        className,
      )}
    />
  );
}
