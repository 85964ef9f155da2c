"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import { cn } from "@/app/_ui/cn";
import { BottomBar, type BottomItem } from "./bottom-bar";
import { isCurrent } from "./current";
import { NavHead, NavItem, type NavSub, NavSubItem } from "./nav-item";
import { SkipLink } from "./skip-link";

export type NavEntry =
  | {
      kind: "item";
      href: string;
      label: string;
      icon: ReactElement;
      count?: number;
      hot?: boolean;
      exact?: boolean;
      /** Says itself whether it is where the reader is; without it the path decides. */
      current?: boolean;
      sub?: readonly NavSub[];
    }
  | { kind: "head"; label: string; action?: ReactNode };

type NavShellProps = {
  /** Name of the navigation. */
  label: string;
  /** Top of the rail: `WorkspaceSwitcher`. */
  brand: ReactNode;
  /** Under it: search or jump. */
  find?: ReactNode;
  items: readonly NavEntry[];
  /** Foot of the rail: `MeFoot`. */
  me: ReactNode;
  /** Over the foot: `LiveLight`. */
  live?: ReactNode;
  /** The bar at the foot of a phone. */
  bottom: readonly BottomItem[];
  /** Icons only, 56 px. */
  slim?: boolean;
  /** Inside a thread on a phone. */
  hideBottom?: boolean;
  children: ReactNode;
};

/** The frame of everything signed in: rail on the left, under 720 px a bar at the foot. It fills the window; panes scroll. */
export function NavShell({
  label,
  brand,
  find,
  items,
  me,
  live,
  bottom,
  slim = false,
  hideBottom,
  children,
}: NavShellProps) {
  const path = usePathname();
  const t = useTranslations("common.shell");
  const at = (href: string, exact?: boolean) => isCurrent(path, href, exact);
  return (
    <div data-shell={slim ? "slim" : "rail"} className="flex h-dvh flex-col overflow-hidden md:flex-row">
      <SkipLink />
      <nav
        aria-label={label}
        className={cn(
          "hidden flex-none flex-col border-line border-r bg-rail px-2 pt-2.5 pb-1.5 md:flex",
          slim ? "w-nav-slim" : "w-nav",
        )}
      >
        {brand}
        {find}
        <div className="-mx-2 flex min-h-0 flex-1 flex-col overflow-y-auto px-2 pt-px pb-2 [scrollbar-width:thin]">
          {items.map((item) => {
            if (item.kind === "head") {
              return slim ? (
                <hr key={item.label} className="my-2 border-line border-t" />
              ) : (
                <NavHead key={item.label} label={item.label} action={item.action} />
              );
            }
            const { kind: _, sub, exact, current, ...rest } = item;
            return (
              <div key={item.href} className="contents">
                <NavItem {...rest} slim={slim} current={current ?? at(item.href, exact ?? Boolean(sub?.length))} />
                {!slim &&
                  sub?.map((entry) => (
                    <NavSubItem
                      key={entry.href}
                      {...entry}
                      current={entry.current ?? at(entry.href, entry.exact)}
                      waitLabel={entry.hot && t("longestWait", { time: entry.hot })}
                    />
                  ))}
              </div>
            );
          })}
        </div>
        {live && <div className="px-2 py-1.5">{live}</div>}
        <div className="-mx-2 border-line border-t px-2 pt-1.5">{me}</div>
      </nav>
      <main id="content" className="flex min-h-0 min-w-0 flex-1 flex-col">
        {children}
      </main>
      {!hideBottom && <BottomBar label={label} items={bottom} className="md:hidden" />}
    </div>
  );
}
