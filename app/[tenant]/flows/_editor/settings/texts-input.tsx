"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { cn } from "@/app/_ui/cn";
import { boxClass, innerClass } from "@/app/_ui/input";

type TextsInputProps = { label: string; value: readonly string[]; max: number; onChange: (value: string[]) => void };

/** A few short texts: Enter or a comma ends one, Backspace takes the last away. */
export function TextsInput({ label, value, max, onChange }: TextsInputProps) {
  const t = useTranslations("flows.settings");
  const common = useTranslations("common");
  const [typed, setTyped] = useState("");
  const take = (text: string) => {
    const words = text
      .split(/[,，、\n]/)
      .map((word) => word.trim().slice(0, 60))
      .filter(Boolean);
    const next = [...new Set([...value, ...words])].slice(0, max);
    if (next.length !== value.length) onChange(next);
    setTyped("");
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      take(typed);
    } else if (event.key === "Backspace" && typed === "" && value.length > 0) onChange(value.slice(0, -1));
  };
  return (
    <span className={cn(boxClass, "min-h-control flex-wrap gap-1 py-[3px] pr-1 pl-1 text-13")}>
      {value.map((word) => (
        <span key={word} className="flex h-6 max-w-full items-center gap-1 rounded-1 bg-active pr-0.5 pl-1.5 text-12">
          <span className="cut">{word}</span>
          <button
            type="button"
            aria-label={common("removeNamed", { name: word })}
            onClick={() => onChange(value.filter((other) => other !== word))}
            className="grid size-5 flex-none place-items-center rounded-1 text-ink-3 hover:bg-hover hover:text-ink"
          >
            <X className="icon-12" />
          </button>
        </span>
      ))}
      <input
        aria-label={label}
        className={cn(innerClass, "h-6 min-w-24 px-1.5")}
        placeholder={value.length === 0 ? t("typeAndEnter") : undefined}
        value={typed}
        onChange={(event) =>
          /[,，、]/.test(event.target.value) ? take(event.target.value) : setTyped(event.target.value)
        }
        onKeyDown={onKey}
        onBlur={() => take(typed)}
      />
    </span>
  );
}
