"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyboardEvent, ReactElement, ReactNode } from "react";
import { cn } from "./cn";
import { useFieldControl, useFieldLabelId } from "./field";
import { boxClass, innerClass } from "./input";
import { popupClass, popupItemClass } from "./popup";

export type ComboboxItem<T extends string> = {
  value: T;
  label: string;
  description?: ReactNode;
  icon?: ReactElement;
  /** Further words that find it. */
  keywords?: string;
  disabled?: boolean;
};

type Common<T extends string> = {
  items: readonly ComboboxItem<T>[];
  placeholder?: string;
  /** Shown when nothing fits what was typed. */
  empty?: ReactNode;
  /** Its name, when no `Field` is around it. */
  label?: string;
  disabled?: boolean;
  className?: string;
};

const same = (a: { value: string }, b: { value: string }) => a.value === b.value;

/** Escape closes the list; where none is open it is for whatever is around the field. By itself it would empty it. */
const leaveChosen = (event: KeyboardEvent<HTMLInputElement> & { preventBaseUIHandler: () => void }) => {
  if (event.key === "Escape" && event.currentTarget.getAttribute("aria-expanded") !== "true")
    event.preventBaseUIHandler();
};

/** Finds by label and keywords, ignoring case. */
const fits = (item: { label: string; keywords?: string }, query: string) =>
  `${item.label} ${item.keywords ?? ""}`.toLowerCase().includes(query.trim().toLowerCase());

/** One of many, found by typing. */
export function Combobox<T extends string>({
  items,
  value,
  onValueChange,
  placeholder,
  empty,
  label,
  clearable = false,
  disabled,
  className,
}: Common<T> & { value: T | null; onValueChange: (value: T | null) => void; clearable?: boolean }) {
  const t = useTranslations("common");
  const control = useFieldControl();
  const labelId = useFieldLabelId();
  return (
    <Base.Root<ComboboxItem<T>>
      items={items}
      value={items.find((item) => item.value === value) ?? null}
      onValueChange={(item) => onValueChange(item?.value ?? null)}
      isItemEqualToValue={same}
      filter={fits}
      disabled={disabled}
      autoHighlight
    >
      <Base.InputGroup className={cn(boxClass, "h-control text-13", className)}>
        <Base.Input
          {...control}
          aria-label={label}
          // The open list hides the rest of the page from readers, the label too, unless it is named by id.
          aria-labelledby={label ? undefined : labelId}
          placeholder={placeholder ?? t("choose")}
          // What is typed next searches anew, in place of the name of what was chosen.
          onFocus={({ currentTarget }) => currentTarget.select()}
          onKeyDown={leaveChosen}
          className={cn(innerClass, "h-full px-2.5")}
        />
        {clearable && (
          <Base.Clear
            aria-label={t("clear")}
            className="grid size-6 place-items-center rounded-1 text-ink-3 hover:bg-hover"
          >
            <X className="icon-14" />
          </Base.Clear>
        )}
        <Base.Trigger
          aria-label={t("openList")}
          tabIndex={-1}
          className="grid h-full w-7 place-items-center text-ink-3"
        >
          <ChevronsUpDown className="icon-14" />
        </Base.Trigger>
      </Base.InputGroup>
      <ComboboxPopup<T> empty={empty ?? t("nothingFound")} />
    </Base.Root>
  );
}

/** Several of many: the chosen ones are chips in the box. */
export function MultiCombobox<T extends string>({
  items,
  value,
  onValueChange,
  placeholder,
  empty,
  label,
  disabled,
  className,
}: Common<T> & { value: readonly T[]; onValueChange: (value: T[]) => void }) {
  const t = useTranslations("common");
  const control = useFieldControl();
  const labelId = useFieldLabelId();
  const chosen = items.filter((item) => value.includes(item.value));
  return (
    <Base.Root<ComboboxItem<T>, true>
      multiple
      items={items}
      value={chosen}
      onValueChange={(next) => onValueChange(next.map((item) => item.value))}
      isItemEqualToValue={same}
      filter={fits}
      disabled={disabled}
      autoHighlight
    >
      <Base.InputGroup className={cn(boxClass, "min-h-control py-[3px] pl-1 text-13", className)}>
        <Base.Chips className="flex min-w-0 flex-1 flex-wrap items-center gap-1">
          {chosen.map((item) => (
            <Base.Chip
              key={item.value}
              aria-label={item.label}
              className="ring-inset-focus flex h-6 max-w-full items-center gap-1 rounded-1 bg-active pr-0.5 pl-1.5 text-12"
            >
              <span className="cut">{item.label}</span>
              <Base.ChipRemove
                aria-label={t("removeNamed", { name: item.label })}
                className="grid size-5 flex-none place-items-center rounded-1 text-ink-3 hover:bg-hover hover:text-ink"
              >
                <X className="icon-12" />
              </Base.ChipRemove>
            </Base.Chip>
          ))}
          <Base.Input
            {...control}
            aria-label={label}
            aria-labelledby={label ? undefined : labelId}
            placeholder={chosen.length === 0 ? (placeholder ?? t("choose")) : undefined}
            onKeyDown={leaveChosen}
            className={cn(innerClass, "h-6 min-w-20 px-1.5")}
          />
        </Base.Chips>
      </Base.InputGroup>
      <ComboboxPopup<T> empty={empty ?? t("nothingFound")} />
    </Base.Root>
  );
}

function ComboboxPopup<T extends string>({ empty }: { empty: ReactNode }) {
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={4} collisionPadding={8} className="z-50">
        <Base.Popup className={cn(popupClass, "w-(--anchor-width) min-w-56 max-w-(--available-width)")}>
          <Base.Empty className="px-3 py-2.5 text-ink-3 empty:p-0">{empty}</Base.Empty>
          <Base.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto overscroll-contain p-1 data-empty:p-0">
            {(item: ComboboxItem<T>) => (
              <Base.Item key={item.value} value={item} disabled={item.disabled} className={popupItemClass}>
                {item.icon}
                <span className="min-w-0 flex-1">
                  <span className="cut block">{item.label}</span>
                  {item.description && <span className="block text-12 text-ink-3">{item.description}</span>}
                </span>
                <span className="grid size-4 place-items-center text-accent-text">
                  <Base.ItemIndicator>
                    <Check className="icon-14" />
                  </Base.ItemIndicator>
                </span>
              </Base.Item>
            )}
          </Base.List>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}
