"use client";

import { ChevronRight, Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type ReactElement, type ReactNode, useId, useRef, useState } from "react";
import { cn } from "./cn";
import { Input } from "./input";

export type PickerItem<T extends string> = {
  value: T;
  label: string;
  description?: string;
  icon?: ReactElement;
  /** Further words that find it. */
  keywords?: string;
  /** The block it stands in; items of a block follow each other. */
  group?: string;
};

type TwoBoxPickerProps<T extends string> = {
  /** What is being chosen: the name of both lists. */
  label: string;
  items: readonly PickerItem<T>[];
  value: readonly T[];
  onValueChange: (value: T[]) => void;
  /** No more than this; the rest of the left box then says so. */
  max?: number;
  /** Said in the right box while nothing is in it. */
  nothingSelected?: ReactNode;
  className?: string;
};

/**
 * Available on the left, selected on the right, both searchable and counted. Press a row to move it over; by keyboard:
 * arrows to walk, Enter or Space to move, right and left arrow to move and to go back.
 */
export function TwoBoxPicker<T extends string>({
  label,
  items,
  value,
  onValueChange,
  max,
  nothingSelected,
  className,
}: TwoBoxPickerProps<T>) {
  const t = useTranslations("common.picker");
  const chosen = new Set<string>(value);
  const available = items.filter((item) => !chosen.has(item.value));
  const selected = items.filter((item) => chosen.has(item.value));
  const room = max === undefined ? Number.POSITIVE_INFINITY : max - selected.length;
  const add = (values: readonly T[]) => {
    if (values.length > 0 && room > 0) onValueChange([...value, ...values.slice(0, room)]);
  };
  const remove = (values: readonly T[]) => {
    const gone = new Set<string>(values);
    onValueChange(value.filter((one) => !gone.has(one)));
  };
  return (
    <fieldset aria-label={label} className={cn("grid min-w-0 gap-3 sm:grid-cols-2", className)}>
      <Box
        label={`${label}: ${t("available")}`}
        title={t("availableCount", { count: available.length })}
        items={available}
        onMove={add}
        moveKey="ArrowRight"
        mark={<ChevronRight className="icon-14" />}
        all={t("addAll")}
        empty={items.length === 0 ? t("none") : t("allSelected")}
        blocked={room <= 0 ? t("full", { max: max ?? 0 }) : undefined}
      />
      <Box
        label={`${label}: ${t("selected")}`}
        title={
          max === undefined
            ? t("selectedCount", { count: selected.length })
            : t("selectedOf", { count: selected.length, max })
        }
        items={selected}
        onMove={remove}
        moveKey="ArrowLeft"
        mark={<X className="icon-14" />}
        all={t("removeAll")}
        empty={nothingSelected ?? t("nothingSelected")}
      />
    </fieldset>
  );
}

type BoxProps<T extends string> = {
  label: string;
  title: string;
  items: readonly PickerItem<T>[];
  onMove: (values: readonly T[]) => void;
  moveKey: "ArrowRight" | "ArrowLeft";
  mark: ReactElement;
  all: string;
  empty: ReactNode;
  /** Why nothing can be moved out of it now. */
  blocked?: string;
};

const fits = (item: PickerItem<string>, query: string) =>
  `${item.label} ${item.description ?? ""} ${item.keywords ?? ""}`.toLowerCase().includes(query.trim().toLowerCase());

function Box<T extends string>({ label, title, items, onMove, moveKey, mark, all, empty, blocked }: BoxProps<T>) {
  const t = useTranslations("common.picker");
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const shown = items.filter((item) => fits(item, query));
  const current = Math.min(at, shown.length - 1);
  const optionId = (index: number) => `${id}-${index}`;

  const walk = (to: number) => {
    const next = Math.max(0, Math.min(to, shown.length - 1));
    setAt(next);
    list.current?.querySelector(`[id="${CSS.escape(optionId(next))}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const keys = (event: KeyboardEvent) => {
    const item = shown[current];
    const steps: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: shown.length - 1,
    };
    const step = steps[event.key];
    if (step !== undefined) walk(step);
    else if (item && !blocked && ["Enter", " ", moveKey].includes(event.key)) onMove([item.value]);
    else return;
    event.preventDefault();
  };

  return (
    <div className="relative flex min-w-0 flex-col overflow-hidden rounded-3 border border-line-2">
      <div className="flex h-9 items-center gap-2 border-line border-b pr-1.5 pl-3">
        <span className="min-w-0 flex-1 text-12 text-ink-2 tabular-nums" aria-live="polite">
          {title}
        </span>
        <button
          type="button"
          disabled={shown.length === 0 || Boolean(blocked)}
          onClick={() => onMove(shown.map((item) => item.value))}
          className="h-6 rounded-1 px-1.5 font-medium text-12 text-accent-text hover:bg-hover disabled:text-disabled disabled:hover:bg-transparent"
        >
          {all}
        </button>
      </div>
      <div className="p-1.5 pb-0">
        <Input
          aria-label={t("searchIn", { list: label })}
          placeholder={t("search")}
          start={<Search className="icon-14 text-ink-3" />}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") {
              event.preventDefault();
              list.current?.focus();
            }
            // Enter belongs to the list, not to the form around it: the first hit goes over.
            if (event.key === "Enter" && !event.nativeEvent.isComposing) {
              event.preventDefault();
              if (shown[0] && !blocked) onMove([shown[0].value]);
            }
          }}
        />
      </div>
      <div
        ref={list}
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={shown.length > 0 ? optionId(current) : undefined}
        onKeyDown={keys}
        className="ring-inset-focus group h-52 overflow-y-auto overscroll-contain p-1.5"
      >
        {shown.map((item, index) => (
          <div key={item.value} role="presentation">
            {item.group && item.group !== shown[index - 1]?.group && (
              <div role="presentation" className="px-2 pt-2 pb-1 font-medium text-12 text-ink-3">
                {item.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the list holds the focus and names its active row */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list answers the keys */}
            <div
              id={optionId(index)}
              role="option"
              aria-selected={index === current}
              aria-disabled={Boolean(blocked) || undefined}
              onClick={() => {
                setAt(index);
                if (!blocked) onMove([item.value]);
              }}
              className={cn(
                "flex min-h-8 select-none items-center gap-2 rounded-2 px-2 py-1 hover:bg-hover pointer-coarse:min-h-10",
                blocked && "text-ink-3",
                index === current && "group-focus-visible:bg-hover",
              )}
            >
              {item.icon}
              <span className="min-w-0 flex-1">
                <bdi className="cut block">{item.label}</bdi>
                {item.description && <span className="cut block text-12 text-ink-3">{item.description}</span>}
              </span>
              <span className="text-ink-3">{mark}</span>
            </div>
          </div>
        ))}
      </div>
      {/* Beside the list, not in it: a list holds options and nothing else. */}
      {shown.length === 0 && (
        <p className="pointer-events-none absolute inset-x-0 top-[86px] px-3.5 text-12 text-ink-3">
          {query ? t("noHit") : empty}
        </p>
      )}
      {blocked && <p className="border-line border-t px-3 py-1.5 text-12 text-warning-text">{blocked}</p>}
    </div>
  );
}
