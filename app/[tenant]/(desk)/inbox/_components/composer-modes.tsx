"use client";

import { Lock as LockIcon, Reply } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement } from "react";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import type { Mode } from "./use-draft";

/** Whom it is for: the customer, or only the team. */
export function Modes({ mode, onMode, phone }: { mode: Mode; onMode: (mode: Mode) => void; phone?: boolean }) {
  const t = useTranslations("inbox.composer");
  const tab = (value: Mode, icon: ReactElement, on: string) => (
    <button
      type="button"
      aria-pressed={mode === value}
      onClick={() => onMode(value)}
      className={cn(
        "flex h-[26px] items-center gap-1.5 rounded-2 px-2.5 font-medium text-12 text-ink-2 hover:bg-hover max-md:h-10 max-md:px-3.5 max-md:text-13 [&_.lucide]:icon-14",
        mode === value && on,
      )}
    >
      {icon}
      {t(value)}
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons of one choice, not a form
    <div
      role="group"
      aria-label={t("modes")}
      className={cn("flex items-center gap-0.5", phone && "rounded-2 bg-sunken")}
    >
      {tab("reply", <Reply />, "bg-accent-soft text-accent-text hover:bg-accent-soft")}
      {tab("note", <LockIcon />, "bg-note/22 text-note-text hover:bg-note/22")}
    </div>
  );
}

/** Somebody wants to mention a colleague in what the customer would read. */
export function MentionQuestion({ onSwitch, onKeep }: { onSwitch: () => void; onKeep: () => void }) {
  const t = useTranslations("inbox.composer");
  return (
    <div
      role="alert"
      className="mx-2.5 mt-1.5 flex flex-wrap items-center gap-2 rounded-2 bg-note-soft px-2.5 py-1.5 text-12 text-note-text"
    >
      <LockIcon className="icon-14" />
      <span className="min-w-0 flex-1">{t("mention")}</span>
      <Button size="sm" onClick={onSwitch}>
        {t("mentionSwitch")}
      </Button>
      <Button size="sm" variant="ghost" onClick={onKeep}>
        {t("mentionKeep")}
      </Button>
    </div>
  );
}
