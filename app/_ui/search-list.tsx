"use client";

import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type RefObject, useId } from "react";
import { cn } from "./cn";
import { Input } from "./input";
import { SkeletonRows } from "./skeleton";

export type SearchListItem = {
  key: string;
  content: ReactNode;
  /** The block it stands in; items of a block follow each other. */
  group?: string;
};

type SearchListProps = {
  /** Names the field and, where `listLabel` is not given, the list. */
  label: string;
  listLabel?: string;
  box: RefObject<HTMLInputElement | null>;
  text: string;
  onText: (text: string) => void;
  items: readonly SearchListItem[];
  /** The one that Enter takes. */
  current: string | null;
  onChoose: (key: string) => void;
  /** Enter, or two presses on a row. */
  onConfirm: () => void;
  pending?: boolean;
  /** Said instead of an empty list. */
  nothing: ReactNode;
};

/** A field and what it finds below it: arrows choose while one goes on typing, Enter confirms. */
export function SearchList({ label, listLabel = label, box, text, onText, items, current, ...rest }: SearchListProps) {
  const { onChoose, onConfirm, pending, nothing } = rest;
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word. 229 is what some of them report in its place.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const place = items.findIndex(({ key }) => key === current);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (by === undefined) {
      onConfirm();
      return;
    }
    const next = items[Math.min(items.length - 1, Math.max(0, place + by))];
    if (!next) return;
    onChoose(next.key);
    document.getElementById(`${id}-${next.key}`)?.scrollIntoView({ block: "nearest" });
  };
  const option = ({ key, content }: SearchListItem) => (
    <button
      key={key}
      id={`${id}-${key}`}
      type="button"
      role="option"
      tabIndex={-1}
      aria-selected={key === current}
      onClick={() => onChoose(key)}
      onDoubleClick={onConfirm}
      className={cn(
        "flex min-h-11 w-full items-center gap-2.5 rounded-2 px-2 py-1.5 text-left hover:bg-hover",
        key === current && "bg-selected hover:bg-selected",
      )}
    >
      {content}
    </button>
  );
  const groups = [...new Set(items.map(({ group }) => group))];
  return (
    <div className="flex flex-col gap-3">
      <Input
        ref={box}
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={current === null ? undefined : `${id}-${current}`}
        aria-label={label}
        placeholder={label}
        start={<Search className="icon-14" />}
        autoComplete="off"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div id={id} role="listbox" aria-label={listLabel} className="max-h-[min(300px,40dvh)] overflow-y-auto">
        {pending ? (
          <SkeletonRows rows={3} kind="text" />
        ) : items.length === 0 ? (
          <p role="status" className="px-2 py-3 text-ink-2">
            {nothing}
          </p>
        ) : (
          groups.map((group) =>
            group === undefined ? (
              items.filter((item) => item.group === undefined).map(option)
            ) : (
              // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own
              <div key={group} role="group" aria-label={group}>
                <p aria-hidden className="px-2 pt-2 pb-1 text-12 text-ink-3">
                  {group}
                </p>
                {items.filter((item) => item.group === group).map(option)}
              </div>
            ),
          )
        )}
      </div>
    </div>
  );
}
