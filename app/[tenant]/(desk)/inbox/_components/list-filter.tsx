"use client";

import { useId } from "react";

type ListFilterProps<T extends string> = {
  label: string;
  items: readonly { value: T; label: string; count?: number }[];
  value: T;
  onValueChange: (value: T) => void;
};

/** Which part of a list. It looks like `Segmented`; native radios, because the inbox's first load has to stay small. */
export function ListFilter<T extends string>({ label, items, value, onValueChange }: ListFilterProps<T>) {
  const name = useId();
  return (
    <fieldset className="inline-flex min-w-0 max-w-full overflow-x-auto rounded-[7px] bg-sunken p-0.5 inset-ring inset-ring-line [scrollbar-width:none]">
      <legend className="sr-only">{label}</legend>
      {items.map((item) => (
        <label
          key={item.value}
          className="relative inline-flex h-6 flex-none select-none items-center gap-[5px] whitespace-nowrap rounded-[5px] px-2.5 font-medium text-12 text-ink-2 transition-colors hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-[var(--shadow-1),0_0_0_1px_var(--line)] has-focus-visible:shadow-[inset_0_0_0_2px_var(--focus)] pointer-coarse:h-8"
        >
          <input
            type="radio"
            name={name}
            value={item.value}
            checked={item.value === value}
            onChange={() => onValueChange(item.value)}
            className="ring-none absolute inset-0 m-0 cursor-default appearance-none rounded-[5px]"
          />
          {item.label}
          {item.count !== undefined && <span className="text-ink-3 tabular-nums">{item.count}</span>}
        </label>
      ))}
    </fieldset>
  );
}
