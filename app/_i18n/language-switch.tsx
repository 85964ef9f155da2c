"use client";

import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { Segmented } from "@/app/_ui/segmented";
import { setLocale } from "./actions";
import { localeNames, locales } from "./locales";

/** Changes the language of everything on the screen, keeps the place. `link` offers the other one, `segments` shows both. */
export function LanguageSwitch({ as = "link", className }: { as?: "link" | "segments"; className?: string }) {
  const t = useTranslations("common");
  const locale = useLocale();
  const [busy, start] = useTransition();
  const change = (next: string) =>
    start(async () => {
      // A cookie set by an action renders the page anew by itself.
      await setLocale(next);
    });
  if (as === "segments") {
    return (
      <Segmented
        label={t("language")}
        value={locale}
        onValueChange={change}
        items={locales.map((value) => ({ value, label: <span lang={value}>{localeNames[value]}</span> }))}
      />
    );
  }
  const other = locales.find((value) => value !== locale) ?? "en";
  return (
    <button
      type="button"
      lang={other}
      aria-busy={busy || undefined}
      onClick={() => change(other)}
      className={className ?? "h-control rounded-2 px-2 text-ink-2 hover:bg-hover hover:text-ink"}
    >
      {localeNames[other]}
    </button>
  );
}
