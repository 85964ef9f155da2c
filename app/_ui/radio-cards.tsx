"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { type ReactElement, type ReactNode, useId } from "react";
import { cn } from "./cn";

type RadioCardsProps<T extends string> = {
  /** What is being chosen: the name of the group. */
  label: string;
  items: readonly { value: T; label: ReactNode; description?: ReactNode; icon?: ReactElement; disabled?: boolean }[];
  value: T | undefined;
  onValueChange: (value: T) => void;
  name?: string;
  columns?: 1 | 2 | 3;
  className?: string;
};

const grids = { 1: "grid-cols-1", 2: "sm:grid-cols-2", 3: "sm:grid-cols-2 lg:grid-cols-3" };

/** One of a few, each worth a sentence. */
export function RadioCards<T extends string>({
  label,
  items,
  value,
  onValueChange,
  name,
  columns = 1,
  className,
}: RadioCardsProps<T>) {
  const id = useId();
  return (
    <RadioGroup<T>
      aria-label={label}
      value={value}
      onValueChange={(next) => onValueChange(next)}
      name={name}
      className={cn("grid gap-2", grids[columns], className)}
    >
      {items.map((item) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the radio is the control
        <label
          key={item.value}
          className="flex min-w-0 items-start gap-2.5 rounded-3 border border-line-2 bg-panel p-3 transition-colors hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))] has-data-checked:border-accent has-data-checked:bg-selected has-data-disabled:text-ink-3"
        >
          <Radio.Root
            value={item.value}
            disabled={item.disabled}
            aria-labelledby={`${id}-${item.value}`}
            aria-describedby={item.description ? `${id}-${item.value}-more` : undefined}
            className="mt-px grid size-4 flex-none place-items-center rounded-full border border-line-control bg-panel data-checked:border-accent"
          >
            <Radio.Indicator className="size-2 rounded-full bg-accent data-unchecked:hidden" />
          </Radio.Root>
          {item.icon}
          <span className="min-w-0">
            <span id={`${id}-${item.value}`} className="block font-medium">
              {item.label}
            </span>
            {item.description && (
              <span id={`${id}-${item.value}-more`} className="mt-0.5 block text-12 text-ink-2">
                {item.description}
              </span>
            )}
          </span>
        </label>
      ))}
    </RadioGroup>
  );
}
