"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactElement } from "react";
import { cn } from "@/app/_ui/cn";
import { Count } from "@/app/_ui/count";
import { isCurrent } from "./current";

export type BottomItem = {
  href: string;
  label: string;
  icon: ReactElement;
  count?: number;
  exact?: boolean;
  /** Says itself whether it is where the reader is; without it the path decides. */
  current?: boolean;
};

/** Three to five places, under the thumb. */
export function BottomBar({
  label,
  items,
  className,
}: {
  label: string;
  items: readonly BottomItem[];
  className?: string;
}) {
  const path = usePathname();
  return (
    <nav aria-label={label} className={cn("flex-none border-line border-t bg-panel pb-safe", className)}>
      <div className="grid auto-cols-fr grid-flow-col gap-1 px-2 py-1.5">
        {items.map(({ href, label: word, icon, count, exact, current: told }) => {
          const current = told ?? isCurrent(path, href, exact);
          return (
            <Link
              key={href}
              href={href}
              aria-current={current ? "page" : undefined}
              className={cn(
                "flex min-h-11 min-w-0 flex-col items-center justify-center gap-[3px] rounded-2 text-12",
                current ? "font-medium text-accent-text" : "text-ink-2",
              )}
            >
              <span className="relative [&_.lucide]:icon-20">
                {icon}
                {count !== undefined && <Count value={count} className="absolute -top-2 left-3" />}
              </span>
              <span className="cut max-w-full">{word}</span>
            </Link>
          );
        })}
      </div>
    </nav>
  );
}
