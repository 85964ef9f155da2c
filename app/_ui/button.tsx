"use client";

import Link from "next/link";
import type { ComponentProps, MouseEvent, ReactElement, ReactNode } from "react";
import { type ButtonLook, buttonClass, buttonStyles } from "./button-class";
import { cn } from "./cn";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";
import { useDelayed } from "./use-delayed";
import { useHydrated } from "./use-hydrated";

export { buttonClass };

type ButtonProps = Omit<ComponentProps<"button">, "children"> &
  ButtonLook & {
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
  const hydrated = useHydrated();
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
      // Before the page's scripts are there the browser itself would send the form: what was typed would be in the
      // address, and gone from its fields. It looks as it will a moment later.
      disabled={disabled || (type === "submit" && !hydrated)}
      aria-disabled={blocked || undefined}
      aria-busy={loading || undefined}
      aria-description={disabledReason}
      onClick={click}
      className={cn(
        buttonStyles({ variant, size, off: Boolean(disabled || disabledReason) }),
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

type LinkButtonProps = ComponentProps<typeof Link> & ButtonLook & { icon?: ReactElement };

/** A link that looks like a button: it leads somewhere and changes nothing. */
export function LinkButton({ variant, size, icon, className, children, ...rest }: LinkButtonProps) {
  return (
    <Link {...rest} className={cn(buttonStyles({ variant, size }), className)}>
      {icon}
      {children}
    </Link>
  );
}
