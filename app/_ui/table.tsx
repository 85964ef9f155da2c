"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/**
 * Lets a wide table scroll sideways inside its card, by keyboard too. Positioned, so that what it holds for screen
 * readers only is cut off with it and does not widen the page.
 */
export function TableScroll({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll box must be reachable by keyboard
      tabIndex={0}
      className={cn("ring-inset-focus relative overflow-x-auto rounded-3", className)}
    >
      {children}
    </section>
  );
}

/** Hairline rows, no zebra. The first column is the name, numbers are on the right, actions last. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return <table {...rest} className={cn("w-full border-collapse text-13", className)} />;
}

export function THead({ className, ...rest }: ComponentProps<"thead">) {
  return <thead {...rest} className={className} />;
}

export function TBody({ className, ...rest }: ComponentProps<"tbody">) {
  return <tbody {...rest} className={cn("[&>tr:hover]:bg-hover [&>tr:last-child>*]:border-b-0", className)} />;
}

export function Tr({ selected, className, ...rest }: ComponentProps<"tr"> & { selected?: boolean }) {
  return <tr {...rest} aria-selected={selected} className={cn(selected && "bg-selected", className)} />;
}

type Align = "left" | "right";

type ThProps = Omit<ComponentProps<"th">, "align"> & {
  align?: Align;
  /** Sortable when given: the direction now, or null when another column sorts. */
  sort?: "asc" | "desc" | null;
  onSort?: () => void;
};

/** Head of a column. The arrow shows only on the column that sorts. */
export function Th({ align = "left", sort, onSort, className, children, ...rest }: ThProps) {
  const order = sort === "asc" ? "ascending" : sort === "desc" ? "descending" : undefined;
  return (
    <th
      scope="col"
      {...rest}
      aria-sort={onSort ? (order ?? "none") : undefined}
      className={cn(
        "h-[34px] whitespace-nowrap border-line border-b px-cell font-medium text-12 text-ink-3 first:pl-4 last:pr-4",
        align === "right" ? "text-right" : "text-left",
        className,
      )}
    >
      {onSort ? (
        <button type="button" onClick={onSort} className="inline-flex items-center gap-1 rounded-1 hover:text-ink">
          {children}
          {sort === "asc" && <ArrowUp className="icon-12" />}
          {sort === "desc" && <ArrowDown className="icon-12" />}
        </button>
      ) : (
        children
      )}
    </th>
  );
}

export function Td({ align = "left", className, ...rest }: Omit<ComponentProps<"td">, "align"> & { align?: Align }) {
  return (
    <td
      {...rest}
      className={cn(
        "h-row border-line border-b px-cell py-1.5 first:pl-4 last:pr-4",
        align === "right" && "text-right tabular-nums",
        className,
      )}
    />
  );
}

/** The first cell: a name, and a small second line for its state or place. */
export function TdName({
  primary,
  secondary,
  className,
}: {
  primary: ReactNode;
  secondary?: ReactNode;
  className?: string;
}) {
  return (
    <Td className={className}>
      <div className="font-medium">{primary}</div>
      {secondary && <div className="text-12 text-ink-3">{secondary}</div>}
    </Td>
  );
}
