"use client";

import { useLocale, useTimeZone } from "next-intl";
import { useMemo, useSyncExternalStore } from "react";

const never = () => () => {};
const zoneOfBrowser = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The reader's time zone: what the server was told until the page is alive, the browser's own after that. */
export function useZone(): string {
  const told = useTimeZone() ?? "UTC";
  return useSyncExternalStore(never, zoneOfBrowser, () => told);
}

/** Writes moments in the reader's language and zone; 24-hour clock in both languages. */
export function useClock() {
  const locale = useLocale();
  const timeZone = useZone();
  return useMemo(() => {
    const format = (options: Intl.DateTimeFormatOptions) => {
      const formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone });
      return (at: Date) => formatter.format(at);
    };
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    return {
      timeZone,
      time: format(clock),
      weekday: format({ weekday: "short" }),
      dayMonth: format({ day: "numeric", month: "short" }),
      date: format({ day: "numeric", month: "short", year: "numeric" }),
      dateTime: format({ day: "numeric", month: "short", year: "numeric", ...clock }),
      exact: format({
        weekday: "short",
        day: "numeric",
        month: "short",
        year: "numeric",
        ...clock,
        second: "2-digit",
        timeZoneName: "short",
      }),
      /** Days since the epoch on the reader's calendar. */
      day: (at: Date) => {
        const parts = new Intl.DateTimeFormat("en-CA", {
          timeZone,
          year: "numeric",
          month: "2-digit",
          day: "2-digit",
        }).format(at);
        return Math.round(Date.parse(`${parts}T00:00:00Z`) / 86_400_000);
      },
    };
  }, [locale, timeZone]);
}

const tickMs = 10_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tell of listeners) tell();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
const rounded = () => Math.floor(Date.now() / tickMs) * tickMs;

/** Now, in ms, in steps of ten seconds; one timer for the whole page. */
export const useNowMs = () => useSyncExternalStore(subscribe, rounded, rounded);
