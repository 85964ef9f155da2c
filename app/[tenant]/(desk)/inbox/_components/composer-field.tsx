"use client";

import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import { cn } from "@/app/_ui/cn";

type ComposerFieldProps = {
  ref: RefObject<HTMLTextAreaElement | null>;
  label: string;
  placeholder: string;
  value: string;
  /** Characters to underline: they made the text dearer. */
  marked: readonly string[];
  onChange: (text: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onComposing: (now: boolean) => void;
  onFiles: (files: Iterable<File>) => void;
  className: string;
};

/** Grows with its text. Under it lies the same text, invisible but for the underlines. */
export function ComposerField({
  ref,
  label,
  placeholder,
  value,
  marked,
  onChange,
  onKeyDown,
  onComposing,
  onFiles,
  className,
}: ComposerFieldProps) {
  const under = useRef<HTMLDivElement>(null);
  const follow = () => {
    if (under.current && ref.current) under.current.scrollTop = ref.current.scrollTop;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the text
  useEffect(follow, [value]);
  return (
    <div className="relative">
      {marked.length > 0 && (
        <div
          ref={under}
          aria-hidden
          className={cn(
            "written pointer-events-none absolute inset-0 overflow-hidden border-transparent text-14 text-transparent",
            className,
          )}
        >
          {underlined(value, marked)}
        </div>
      )}
      <textarea
        ref={ref}
        rows={1}
        dir="auto"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        maxLength={10_000}
        enterKeyHint="enter"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        onScroll={follow}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          onFiles([...event.clipboardData.files]);
        }}
        onCompositionStart={() => onComposing(true)}
        onCompositionEnd={() => onComposing(false)}
        className={cn(
          "written ring-inner field-sizing-content relative block max-h-[min(40dvh,320px)] min-h-[54px] w-full resize-none bg-transparent text-14 outline-none max-md:min-h-10",
          className,
        )}
      />
    </div>
  );
}

function underlined(text: string, marked: readonly string[]) {
  return [...text].map((character, place) =>
    marked.includes(character) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: characters have no other name than their place
      <span key={place} className="border-warning border-b-2">
        {character}
      </span>
    ) : (
      character
    ),
  );
}
