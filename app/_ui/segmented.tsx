"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn";

const frame =
  "inline-flex max-w-full overflow-x-auto rounded-[7px] bg-sunken p-0.5 inset-ring inset-ring-line [scrollbar-width:none]";
const part =
  "ring-inset-focus inline-flex h-6 flex-none select-none items-center gap-[5px] whitespace-nowrap rounded-[5px] px-2.5 font-medium text-12 text-ink-2 transition-colors hover:text-ink pointer-coarse:h-8 [&_.lucide]:icon-14";
const raised = "bg-raised text-ink shadow-[var(--shadow-1),0_0_0_1px_var(--line)]";

type SegmentedProps<T extends string> = {
  label: string;
  items: readonly { value: T; label: ReactNode; icon?: ReactElement; count?: number; "aria-label"?: string }[];
  value: T;
  onValueChange: (value: T) => void;
  className?: string;
};

/** One of two to five views of the same thing, at once. */
export function Segmented<T extends string>({ label, items, value, onValueChange, className }: SegmentedProps<T>) {
  return (
    <RadioGroup<T>
      aria-label={label}
      value={value}
      onValueChange={(next) => onValueChange(next)}
      className={cn(frame, className)}
    >
      {items.map((item) => (
        <Radio.Root
          key={item.value}
          value={item.value}
          aria-label={item["aria-label"]}
          className={cn(
            part,
            "data-checked:bg-raised data-checked:text-ink data-checked:shadow-[var(--shadow-1),0_0_0_1px_var(--line)]",
          )}
        >
          {item.icon}
          {item.label}
          {item.count !== undefined && <span className="text-ink-3 tabular-nums">{item.count}</span>}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}

/** The same, where each view has an address. */
export function SegmentedLinks({
  label,
  items,
  className,
}: {
  label: string;
  items: readonly { href: string; label: ReactNode; count?: number; current: boolean }[];
  className?: string;
}) {
  return (
    <nav aria-label={label} className={cn(frame, className)}>
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item.current ? "page" : undefined}
          className={cn(part, item.current && raised)}
        >
          {item.label}
          {item.count !== undefined && <span className="text-ink-3 tabular-nums">{item.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
