"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { cn } from "@/app/_ui/cn";
import { Combobox } from "@/app/_ui/combobox";
import { NumberField } from "@/app/_ui/number-field";
import { Select } from "@/app/_ui/select";
import { type Duration, type TimeUnit, timeUnits } from "@/server/domain/flow/fields";
import type { SettingProps } from "./setting-input";

const isDuration = (value: unknown): value is Duration =>
  typeof value === "object" && value !== null && "n" in value && "unit" in value;

/** A number of seconds, minutes … weeks. */
export function DurationInput({ label, value, onChange }: SettingProps) {
  const t = useTranslations("flows.settings");
  const now: Duration = isDuration(value) ? value : { n: 1, unit: "hours" };
  const units = (Object.keys(timeUnits) as TimeUnit[]).map((unit) => ({ value: unit, label: t(`units.${unit}`) }));
  return (
    <div className="flex gap-2">
      <NumberField
        label={label}
        width={96}
        value={now.n}
        onValueChange={(n) => onChange({ ...now, n: Math.round(n ?? 0) })}
      />
      <Select
        label={t("unit")}
        className="w-32"
        items={units}
        value={now.unit}
        onValueChange={(unit) => onChange({ ...now, unit })}
      />
    </div>
  );
}

const days = [1, 2, 3, 4, 5, 6, 7];

/** Days of the week; none chosen means every day. */
export function WeekdaysInput({ value, onChange }: SettingProps) {
  const locale = useLocale();
  const chosen = Array.isArray(value) ? (value as number[]) : [];
  const name = useMemo(() => {
    const short = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
    // The first of January 2024 was a Monday.
    return (day: number) => short.format(new Date(Date.UTC(2024, 0, day)));
  }, [locale]);
  return (
    <div className="flex flex-wrap gap-1">
      {days.map((day) => {
        const on = chosen.includes(day);
        return (
          <button
            key={day}
            type="button"
            aria-pressed={on}
            onClick={() => onChange(on ? chosen.filter((one) => one !== day) : [...chosen, day].sort((a, b) => a - b))}
            className={cn(
              "h-control-sm min-w-9 rounded-2 border px-1.5 text-12",
              on ? "border-accent bg-accent-soft text-accent-text" : "border-line-control text-ink-2 hover:bg-hover",
            )}
          >
            {name(day)}
          </button>
        );
      })}
    </div>
  );
}

export function TimeZoneInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const zones = useMemo(
    () =>
      ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map((zone) => ({
        value: zone,
        label: zone,
      })),
    [],
  );
  return <Combobox items={zones} value={value || null} onValueChange={(next) => onChange(next ?? "")} />;
}
