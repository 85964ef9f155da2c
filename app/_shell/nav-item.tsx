"use client";

import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { cn } from "@/app/_ui/cn";
import { Tooltip } from "@/app/_ui/tooltip";

export type NavSub = {
  href: string;
  label: ReactNode;
  count?: number;
  /** Something presses here: the longest wait, as `m:ss`. */
  hot?: string;
  exact?: boolean;
  /** Says itself whether it is where the reader is; without it the path decides. */
  current?: boolean;
};

export type NavItemProps = {
  href: string;
  label: string;
  icon: ReactElement;
  count?: number;
  /** The count waits for somebody: shown in the warning colour. */
  hot?: boolean;
  current: boolean;
  /** Icon alone, with its name as a tooltip. */
  slim?: boolean;
  onNavigate?: () => void;
};

/** A way to somewhere, with how much waits there. */
export function NavItem({ href, label, icon, count, hot, current, slim, onNavigate }: NavItemProps) {
  const link = (
    <Link
      href={href}
      onClick={onNavigate}
      aria-current={current ? "page" : undefined}
      aria-label={slim ? label : undefined}
      className={cn(
        "relative flex h-[30px] flex-none items-center gap-[9px] rounded-2 px-2 text-ink-2 transition-colors hover:bg-hover pointer-coarse:h-10",
        slim && "w-10 justify-center px-0",
        current &&
          "bg-panel font-medium text-ink shadow-[0_0_0_1px_var(--line),var(--shadow-1)] hover:bg-panel [&>.lucide]:text-accent-text",
      )}
    >
      {icon}
      {!slim && <span className="cut min-w-0 flex-1">{label}</span>}
      {!slim && count !== undefined && count > 0 && (
        <span
          className={cn(
            "flex-none text-12 tabular-nums",
            hot ? "font-semibold text-warning-text" : current ? "font-semibold text-accent-text" : "text-ink-3",
          )}
        >
          {count}
        </span>
      )}
      {slim && hot && count !== undefined && count > 0 && (
        <span aria-hidden className="absolute top-1 right-1 size-[7px] rounded-full bg-warning" />
      )}
    </Link>
  );
  return slim ? (
    <Tooltip content={label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}

/** A narrower one below it: a queue below "Waiting". */
export function NavSubItem({
  href,
  label,
  count,
  hot,
  current,
  waitLabel,
}: Omit<NavSub, "current"> & { current: boolean; waitLabel?: string }) {
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex h-[27px] flex-none items-center gap-2.5 rounded-2 pr-2 pl-[33px] text-ink-2 transition-colors hover:bg-hover pointer-coarse:h-10",
        current && "bg-panel font-medium text-ink shadow-[0_0_0_1px_var(--line),var(--shadow-1)] hover:bg-panel",
      )}
    >
      <span className="cut min-w-0 flex-1">{label}</span>
      {hot && (
        <span title={waitLabel} className="flex-none font-semibold text-12 text-warning-text tabular-nums">
          {waitLabel && <span className="sr-only">{waitLabel}</span>}
          <span aria-hidden={waitLabel ? true : undefined}>{hot}</span>
        </span>
      )}
      {count !== undefined && <span className="flex-none text-12 text-ink-3 tabular-nums">{count}</span>}
    </Link>
  );
}

/** Heading of a group of ways. */
export function NavHead({ label, action }: { label: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex min-h-[27px] flex-none items-center px-2 pt-3.5 pb-[5px] text-12 text-ink-3">
      <span className="flex-1">{label}</span>
      {action}
    </div>
  );
}
