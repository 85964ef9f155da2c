"use client";

import { cva, type VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps, MouseEvent, ReactElement, ReactNode } from "react";
import { cn } from "./cn";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";
import { useDelayed } from "./use-delayed";

const styles = cva(
  [
    "inline-flex select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-2 font-medium",
    "transition-[background-color,border-color,color,opacity]",
    "disabled:pointer-events-none aria-disabled:cursor-default [&_.lucide]:icon-14",
  ],
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-solid hover:bg-accent-hover active:bg-accent-press",
        line: "border border-line-2 bg-raised shadow-1 hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))] active:bg-[linear-gradient(var(--bg-active),var(--bg-active))]",
        ghost: "px-2 text-ink-2 hover:bg-hover hover:text-ink active:bg-active",
        soft: "bg-accent-soft text-accent-text hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))]",
        danger:
          "border border-line-2 bg-raised text-danger-text shadow-1 hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))] active:bg-[linear-gradient(var(--bg-active),var(--bg-active))]",
        "danger-solid": "bg-danger text-on-solid hover:bg-[linear-gradient(var(--bg-active),var(--bg-active))]",
        note: "bg-note text-on-mark hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))]",
      },
      size: {
        sm: "h-control-sm px-[9px] text-12",
        md: "h-control px-3 text-13",
        lg: "h-10 px-4 text-14",
      },
      off: {
        true: "pointer-events-none border-line text-disabled shadow-none",
      },
    },
    compoundVariants: [
      { variant: "ghost", size: "md", className: "px-2" },
      { variant: ["primary", "soft", "danger-solid", "note"], off: true, className: "bg-active" },
    ],
    defaultVariants: { variant: "line", size: "md" },
  },
);

type Look = Pick<VariantProps<typeof styles>, "variant" | "size">;

/** The classes of a button, for elements that are neither <button> nor a link of ours. */
export function buttonClass({ className, ...look }: Look & { className?: string } = {}): string {
  return cn(styles(look), className);
}

type ButtonProps = Omit<ComponentProps<"button">, "children"> &
  Look & {
    children: ReactNode;
    icon?: ReactElement;
    /** Work is under way: the width stays, clicks are ignored, a spinner appears if it lasts. */
    loading?: boolean;
    /** Why the button cannot be used now. It stays focusable, so that everyone can read the reason. */
    disabledReason?: string;
  };

/** A labelled action: verb and object. One `primary` per view. */
export function Button({
  variant,
  size,
  icon,
  loading = false,
  disabledReason,
  disabled,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const spinning = useDelayed(loading);
  const blocked = loading || Boolean(disabledReason);
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (blocked) {
      event.preventDefault();
      return;
    }
    onClick?.(event);
  };
  const button = (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-disabled={blocked || undefined}
      aria-busy={loading || undefined}
      aria-description={disabledReason}
      onClick={click}
      className={cn(
        styles({ variant, size, off: Boolean(disabled || disabledReason) }),
        disabledReason && "pointer-events-auto",
        "relative",
        className,
      )}
    >
      {/* Over the icon's place where there is one, else beside the label without moving it. */}
      {icon && (spinning ? <Spinner /> : icon)}
      {!icon && spinning ? (
        <span className="relative">
          <span className="absolute inset-0 grid place-items-center">
            <Spinner />
          </span>
          <span className="opacity-0">{children}</span>
        </span>
      ) : (
        children
      )}
    </button>
  );
  return disabledReason ? <Tooltip content={disabledReason}>{button}</Tooltip> : button;
}

type LinkButtonProps = ComponentProps<typeof Link> & Look & { icon?: ReactElement };

/** A link that looks like a button: it leads somewhere and changes nothing. */
export function LinkButton({ variant, size, icon, className, children, ...rest }: LinkButtonProps) {
  return (
    <Link {...rest} className={cn(styles({ variant, size }), className)}>
      {icon}
      {children}
    </Link>
  );
}
