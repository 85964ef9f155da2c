"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useZone } from "@/app/_ui/clock";
import { Input } from "@/app/_ui/input";
import { Segmented } from "@/app/_ui/segmented";
import { startOfDate, startOfDay } from "@/server/domain/day";

/** From the first moment that counts to the first that no longer does; open at either end. */
export type Span = { from?: Date; to?: Date };

const choices = ["all", "today", "week", "month", "custom"] as const;
type Choice = (typeof choices)[number];

/** All, today, the last 7 or 30 days with today among them, or days one names: on the reader's own calendar. */
export function PeriodChoice({ onChange }: { onChange: (span: Span) => void }) {
  const t = useTranslations("channels.health");
  const zone = useZone();
  const [choice, setChoice] = useState<Choice>("all");
  const [days, setDays] = useState({ first: "", last: "" });
  const choose = (next: Choice) => {
    setChoice(next);
    if (next === "custom") onChange(spanOf(days, zone));
    else if (next === "all") onChange({});
    else onChange({ from: startOfDay(zone, new Date(), { today: 0, week: 6, month: 29 }[next]) });
  };
  const type = (change: Partial<typeof days>) => {
    const typed = { ...days, ...change };
    setDays(typed);
    onChange(spanOf(typed, zone));
  };
  return (
    <span className="flex flex-wrap items-center gap-2 max-sm:w-full">
      {choice === "custom" && (
        <span className="flex flex-wrap items-center gap-1.5">
          <Input
            type="date"
            aria-label={t("firstDay")}
            value={days.first}
            max={days.last || undefined}
            onChange={(event) => type({ first: event.target.value })}
            className="w-36"
          />
          <span aria-hidden className="text-ink-3">
            –
          </span>
          <Input
            type="date"
            aria-label={t("lastDay")}
            value={days.last}
            min={days.first || undefined}
            onChange={(event) => type({ last: event.target.value })}
            className="w-36"
          />
        </span>
      )}
      <Segmented<Choice>
        label={t("period")}
        value={choice}
        onValueChange={choose}
        items={choices.map((value) => ({ value, label: t(`periods.${value}`) }))}
      />
    </span>
  );
}

/** Both days count whole; an empty one leaves its end open. */
const spanOf = ({ first, last }: { first: string; last: string }, zone: string): Span => ({
  ...(first ? { from: startOfDate(zone, first) } : {}),
  ...(last ? { to: startOfDate(zone, last, 1) } : {}),
});
