"use client";

import { useTranslations } from "next-intl";
import { useClock, useNowMs } from "./clock";
import { cn } from "./cn";

type Moment = Date | string | number;

/**
 * How long ago, as a list shows it: now, 2 min, 10:26, yesterday, Tue, 3 May, 3 May 2024.
 * `long` says "2 minutes ago" and keeps the clock time with the day. The exact moment is in the title.
 */
export function RelativeTime({
  at,
  style = "short",
  className,
}: {
  at: Moment;
  style?: "short" | "long";
  className?: string;
}) {
  const t = useTranslations("common.ago");
  const clock = useClock();
  const now = useNowMs();
  const moment = new Date(at);
  const minutes = Math.floor((now - moment.getTime()) / 60_000);
  const days = clock.day(new Date(now)) - clock.day(moment);
  const long = style === "long";
  const day =
    days === 0
      ? undefined
      : days === 1
        ? t("yesterday")
        : days > 1 && days < 7
          ? clock.weekday(moment)
          : sameYear(clock.timeZone, moment, new Date(now))
            ? clock.dayMonth(moment)
            : clock.date(moment);
  const text =
    minutes < 1 && minutes >= -1
      ? t("now")
      : minutes >= 1 && minutes < 60
        ? t(long ? "minutesLong" : "minutes", { minutes })
        : day === undefined
          ? clock.time(moment)
          : long
            ? `${day} ${clock.time(moment)}`
            : day;
  return (
    <time
      dateTime={moment.toISOString()}
      title={clock.exact(moment)}
      suppressHydrationWarning
      className={cn("whitespace-nowrap tabular-nums", className)}
    >
      {text}
    </time>
  );
}

/** A moment in full: clock time, date, or both. */
export function ExactTime({
  at,
  mode = "datetime",
  className,
}: {
  at: Moment;
  mode?: "time" | "date" | "datetime";
  className?: string;
}) {
  const clock = useClock();
  const moment = new Date(at);
  const text = mode === "time" ? clock.time(moment) : mode === "date" ? clock.date(moment) : clock.dateTime(moment);
  return (
    <time
      dateTime={moment.toISOString()}
      title={clock.exact(moment)}
      suppressHydrationWarning
      className={cn("whitespace-nowrap tabular-nums", className)}
    >
      {text}
    </time>
  );
}

function sameYear(timeZone: string, a: Date, b: Date): boolean {
  const year = (at: Date) => at.toLocaleDateString("en", { year: "numeric", timeZone });
  return year(a) === year(b);
}
