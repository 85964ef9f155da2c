import type { ReactNode } from "react";
import { cn } from "./cn";

const tones = {
  success: "text-success",
  warning: "text-warning",
  danger: "text-danger",
  info: "text-info",
  accent: "text-accent",
  neutral: "text-ink-3",
};

export type StatusTone = keyof typeof tones;

type StatusDotProps = {
  tone?: StatusTone;
  /** Stopped, off, draft. A filled dot states a fact. */
  hollow?: boolean;
  /** Something is running right now. */
  pulse?: boolean;
  className?: string;
  /** The word; a dot never stands alone. */
  children: ReactNode;
};

/** Dot and word. */
export function StatusDot({ tone = "neutral", hollow, pulse, className, children }: StatusDotProps) {
  return (
    <span className={cn("inline-flex items-center gap-[7px]", className)}>
      <span
        aria-hidden
        className={cn(
          "size-[7px] flex-none rounded-full",
          tones[tone],
          hollow ? "border-[1.5px] border-current" : "bg-current",
          pulse && "animate-ring",
        )}
      />
      <span>{children}</span>
    </span>
  );
}
