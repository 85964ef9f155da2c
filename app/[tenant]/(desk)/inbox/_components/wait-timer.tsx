"use client";

import { useTranslations } from "next-intl";
import { minutesSeconds, useSeconds } from "@/app/_live/use-seconds";

/** How long somebody has waited: counting below an hour ("6:42"), then in words ("1 h 12 min"). */
export function useWait(since: Date | null): string {
  const t = useTranslations("inbox.wait");
  const now = useSeconds(since !== null);
  if (!since) return "";
  const seconds = Math.max(0, now - Math.floor(since.getTime() / 1000));
  if (seconds < 3600) return minutesSeconds(seconds);
  const hours = Math.floor(seconds / 3600);
  if (hours < 24) return t("hours", { hours, minutes: Math.floor((seconds % 3600) / 60) });
  return t("days", { days: Math.floor(hours / 24) });
}

export function WaitTimer({ since }: { since: Date }) {
  const wait = useWait(since);
  return <span className="tabular-nums">{wait}</span>;
}
