import { cva, type VariantProps } from "class-variance-authority";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn";

const styles = cva("inline-flex max-w-full items-center whitespace-nowrap font-medium", {
  variants: {
    tone: {
      neutral: "bg-active text-ink-2",
      success: "bg-success-soft text-success-text",
      warning: "bg-warning-soft text-warning-text",
      danger: "bg-danger-soft text-danger-text",
      info: "bg-info-soft text-info-text",
      accent: "bg-accent-soft text-accent-text",
      note: "bg-note-soft text-note-text",
      outline: "text-ink-2 inset-ring inset-ring-line-2",
    },
    size: {
      md: "h-5 gap-1 rounded-[5px] px-[7px] text-12 [&_.lucide]:icon-12",
      xs: "h-[17px] gap-1 rounded-1 px-[5px] text-11 zh:h-[18px] zh:text-12 [&_.lucide]:icon-12",
    },
  },
  defaultVariants: { tone: "neutral", size: "md" },
});

const dots = {
  neutral: "bg-ink-3",
  success: "bg-success",
  warning: "bg-warning",
  danger: "bg-danger",
  info: "bg-info",
  accent: "bg-accent",
  note: "bg-note",
  outline: "bg-ink-3",
};

type BadgeProps = VariantProps<typeof styles> & {
  icon?: ReactElement;
  /** A state badge: a 7 px dot before the word. */
  dot?: boolean;
  className?: string;
  title?: string;
  children: ReactNode;
};

/** A word about the thing it stands beside. Colour repeats what the word says, never instead of it. */
export function Badge({ tone, size, icon, dot, className, title, children }: BadgeProps) {
  return (
    <span className={cn(styles({ tone, size }), className)} title={title}>
      {dot && <span aria-hidden className={cn("size-[7px] flex-none rounded-full", dots[tone ?? "neutral"])} />}
      {icon}
      <span className="cut">{children}</span>
    </span>
  );
}
