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

/**
 * Hairline rows, no zebra. The first column is the name, numbers are on the right, actions last. `cards`: on a phone each
 * row is a card with its name on top and a line for every other column; its cells then say `corner` or `label`.
 */
export function Table({ cards, className, ...rest }: ComponentProps<"table"> & { cards?: boolean }) {
  return (
    <table
      {...rest}
      className={cn(
        "w-full border-collapse text-13",
        cards &&
          "max-sm:block max-sm:[&>tbody>tr]:grid max-sm:[&>tbody>tr]:grid-cols-[auto_minmax(0,1fr)_auto] max-sm:[&>tbody>tr]:border-line max-sm:[&>tbody>tr]:border-b max-sm:[&>tbody>tr]:py-2 max-sm:[&>tbody]:block max-sm:[&>thead]:sr-only",
        className,
      )}
    />
  );
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

/** Where a cell stands in the card that its row is on a phone. */
const corners = {
  select: "max-sm:col-start-1 max-sm:row-start-1 max-sm:self-start",
  name: "max-sm:col-start-2 max-sm:row-start-1",
  actions: "max-sm:col-start-3 max-sm:row-start-1 max-sm:w-auto",
};

type TdProps = Omit<ComponentProps<"td">, "align"> & {
  align?: Align;
  /** In a table of cards: the head of the column, said beside the value on a phone … */
  label?: ReactNode;
  /** … or which corner of the card it is. */
  corner?: keyof typeof corners;
};

export function Td({ align = "left", label, corner, className, children, ...rest }: TdProps) {
  return (
    <td
      {...rest}
      className={cn(
        "h-row border-line border-b px-cell py-1.5 first:pl-4 last:pr-4",
        align === "right" && "text-right tabular-nums",
        className,
        (label || corner) && "max-sm:h-auto max-sm:border-b-0",
        corner && corners[corner],
        label &&
          "max-sm:col-span-3 max-sm:grid max-sm:max-w-none max-sm:grid-cols-[7.5rem_minmax(0,1fr)] max-sm:gap-3 max-sm:px-4 max-sm:py-1 max-sm:text-left",
      )}
    >
      {label ? (
        <>
          <span className="text-12 text-ink-3 sm:hidden">{label}</span>
          <div className="min-w-0">{children}</div>
        </>
      ) : (
        children
      )}
    </td>
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
