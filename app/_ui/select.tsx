"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn";
import { useFieldControl } from "./field";
import { popupClass, popupItemClass } from "./popup";

export type SelectItem<T extends string> = {
  value: T;
  label: string;
  description?: ReactNode;
  icon?: ReactElement;
  disabled?: boolean;
};

type SelectProps<T extends string> = {
  items: readonly SelectItem<T>[];
  value?: T | null;
  defaultValue?: T | null;
  onValueChange?: (value: T) => void;
  name?: string;
  placeholder?: string;
  /** Its name, when no `Field` is around it. */
  label?: string;
  size?: "md" | "sm";
  disabled?: boolean;
  required?: boolean;
  className?: string;
};

/** One of a few known values. For more than about fifteen, or for people and numbers, use `Combobox`. */
export function Select<T extends string>({
  items,
  value,
  defaultValue,
  onValueChange,
  name,
  placeholder,
  label,
  size = "md",
  disabled,
  required,
  className,
}: SelectProps<T>) {
  const t = useTranslations("common");
  const control = useFieldControl();
  return (
    <Base.Root<T>
      items={items}
      value={value}
      defaultValue={defaultValue}
      onValueChange={(next) => {
        if (next !== null) onValueChange?.(next);
      }}
      name={name}
      disabled={disabled}
      required={required}
    >
      <Base.Trigger
        {...control}
        aria-label={label}
        className={cn(
          "flex w-full min-w-0 items-center justify-between gap-2 rounded-2 border border-line-control bg-panel pr-2 pl-2.5 text-left transition-colors hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))] aria-invalid:border-danger data-disabled:border-line-2 data-disabled:bg-sunken data-disabled:text-ink-3",
          size === "sm" ? "h-control-sm text-12" : "h-control text-13",
          className,
        )}
      >
        <Base.Value className="cut data-placeholder:text-ink-3" placeholder={placeholder ?? t("choose")} />
        <Base.Icon className="text-ink-3">
          <ChevronsUpDown className="icon-14" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} collisionPadding={8} className="z-50">
          <Base.Popup className={cn(popupClass, "min-w-(--anchor-width) max-w-96")}>
            <Base.List className="max-h-[min(22rem,var(--available-height))] overflow-y-auto overscroll-contain p-1">
              {items.map((item) => (
                <Base.Item key={item.value} value={item.value} disabled={item.disabled} className={popupItemClass}>
                  {item.icon && <span className="text-ink-3">{item.icon}</span>}
                  <span className="min-w-0 flex-1">
                    <Base.ItemText className="block">{item.label}</Base.ItemText>
                    {item.description && <span className="block text-12 text-ink-3">{item.description}</span>}
                  </span>
                  <span className="grid size-4 place-items-center text-accent-text">
                    <Base.ItemIndicator>
                      <Check className="icon-14" />
                    </Base.ItemIndicator>
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
