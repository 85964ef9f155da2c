"use client";

import { cva } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps, ReactElement } from "react";
import { cn } from "./cn";
import { Tooltip } from "./tooltip";

const styles = cva(
  "inline-grid flex-none place-items-center rounded-2 text-ink-2 transition-colors hover:bg-hover hover:text-ink active:bg-active aria-disabled:text-disabled disabled:pointer-events-none disabled:text-disabled data-popup-open:bg-active data-popup-open:text-ink",
  {
    variants: {
      size: { md: "size-control", sm: "size-control-sm" },
      pressed: { true: "bg-active text-ink" },
    },
    defaultVariants: { size: "md" },
  },
);

type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  /** Its name: read out, and shown in the tooltip. */
  label: string;
  icon: ReactElement;
  kbd?: string;
  size?: "md" | "sm";
  /** A toggle, when given. */
  pressed?: boolean;
  tooltipSide?: "top" | "right" | "bottom" | "left";
  /** Makes it a link. */
  href?: string;
};

/** An icon alone, always with a name and a tooltip that shows its key. */
export function IconButton({
  label,
  icon,
  kbd,
  size,
  pressed,
  tooltipSide,
  href,
  className,
  ...rest
}: IconButtonProps) {
  const classes = cn(styles({ size, pressed }), className);
  return (
    <Tooltip content={label} kbd={kbd} side={tooltipSide}>
      {href ? (
        <Link href={href} aria-label={label} className={classes}>
          {icon}
        </Link>
      ) : (
        <button type="button" aria-label={label} aria-pressed={pressed} {...rest} className={classes}>
          {icon}
        </button>
      )}
    </Tooltip>
  );
}
