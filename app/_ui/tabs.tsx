"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "./cn";

const list = "flex gap-[22px] overflow-x-auto border-line border-b bg-panel [scrollbar-width:none]";
const tab =
  "ring-inset-focus flex h-10 flex-none items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 pt-0.5 font-medium text-ink-2 transition-colors hover:text-ink";
const on = "border-accent text-ink";

type LinkTab = {
  href: string;
  label: ReactNode;
  count?: number;
  /** Only this very address, not the pages below it. */
  exact?: boolean;
};

/** Tabs that are pages: each has an address. */
export function LinkTabs({ label, tabs, className }: { label: string; tabs: readonly LinkTab[]; className?: string }) {
  const path = usePathname();
  const bar = useRef<HTMLElement>(null);
  // Where the tabs are wider than the screen, the one that is open is in sight.
  useEffect(() => {
    bar.current?.querySelector(`[href="${CSS.escape(path)}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  return (
    <nav ref={bar} aria-label={label} className={cn(list, "px-4 md:px-6", className)}>
      {tabs.map(({ href, label: word, count, exact }) => {
        const current = path === href || (!exact && path.startsWith(`${href}/`));
        return (
          <Link key={href} href={href} aria-current={current ? "page" : undefined} className={cn(tab, current && on)}>
            {word}
            <TabCount value={count} />
          </Link>
        );
      })}
    </nav>
  );
}

type TabsProps = {
  label: string;
  tabs: readonly { value: string; label: ReactNode; count?: number }[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  className?: string;
  children: ReactNode;
};

/** Tabs within a page or a dialog; its panels are `TabPanel`. */
export function Tabs({ label, tabs, value, defaultValue, onValueChange, className, children }: TabsProps) {
  return (
    <Base.Root
      value={value}
      defaultValue={value === undefined ? (defaultValue ?? tabs[0]?.value) : undefined}
      onValueChange={(next) => onValueChange?.(String(next))}
      className={className}
    >
      <Base.List aria-label={label} className={list} activateOnFocus>
        {tabs.map(({ value: key, label: word, count }) => (
          <Base.Tab key={key} value={key} className={cn(tab, "data-active:border-accent data-active:text-ink")}>
            {word}
            <TabCount value={count} />
          </Base.Tab>
        ))}
      </Base.List>
      {children}
    </Base.Root>
  );
}

export function TabPanel({ value, className, children }: { value: string; className?: string; children: ReactNode }) {
  return (
    <Base.Panel value={value} className={cn("rounded-2", className)}>
      {children}
    </Base.Panel>
  );
}

function TabCount({ value }: { value: number | undefined }) {
  return value === undefined ? null : <span className="font-normal text-ink-3 tabular-nums">{value}</span>;
}
