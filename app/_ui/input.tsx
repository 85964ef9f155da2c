"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { useFieldControl } from "./field";

/** The box that everything typed into lives in: outline, focus ring, red when wrong, grey when off. */
export const boxClass =
  "flex w-full min-w-0 items-center rounded-2 border border-line-control bg-panel transition-colors ring-within has-aria-invalid:border-danger has-disabled:border-line-2 has-disabled:bg-sunken has-disabled:text-ink-3";

/** Inputs of at least 16 px keep phones from zooming into the page. */
export const innerClass =
  "ring-inner min-w-0 flex-1 bg-transparent pointer-coarse:text-16 outline-none disabled:cursor-not-allowed";

type InputProps = Omit<ComponentProps<"input">, "size"> & {
  size?: "md" | "lg";
  /** For what a machine wrote: keys, ids, addresses of hooks. */
  mono?: boolean;
  start?: ReactNode;
  end?: ReactNode;
};

/** One line of text. Takes its id, description and validity from the `Field` around it. */
export function Input({ size = "md", mono, start, end, className, ...rest }: InputProps) {
  const control = useFieldControl(rest);
  return (
    <span className={cn(boxClass, size === "lg" ? "h-[38px] text-14" : "h-control text-13", className)}>
      {start && <span className="flex flex-none items-center pl-2.5 text-ink-3">{start}</span>}
      <input {...rest} {...control} className={cn(innerClass, "h-full px-2.5", mono && "font-mono text-12")} />
      {end && <span className="flex flex-none items-center pr-1 text-ink-3">{end}</span>}
    </span>
  );
}
