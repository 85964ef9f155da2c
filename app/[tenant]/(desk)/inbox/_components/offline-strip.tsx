"use client";

import { CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useLive } from "@/app/_live/store";
import { useClock } from "@/app/_ui/clock";

/** What is on the screen may be old; it stays usable. */
export function OfflineStrip() {
  const t = useTranslations("inbox.offline");
  const status = useLive((live) => live.status);
  const waiting = useLive(
    (live) => [...live.outgoing.values()].flat().filter(({ state }) => state === "offline").length,
  );
  const { time } = useClock();
  if (status.state === "refused") {
    return (
      <div
        role="alert"
        className="flex min-h-7 flex-none items-center gap-2 bg-danger-soft px-4 py-1 text-12 text-danger-text"
      >
        <CloudOff className="icon-14" />
        <span className="flex-1">{t(status.status === 401 ? "signedOut" : "closed")}</span>
        <a href={status.status === 401 ? "/login" : "/"} className="rounded-1 font-medium underline underline-offset-2">
          {t(status.status === 401 ? "signIn" : "leave")}
        </a>
      </div>
    );
  }
  if (status.state !== "offline" && status.state !== "away") return null;
  return (
    <div className="flex h-7 flex-none items-center gap-2 bg-warning-soft px-4 text-12 text-warning-text">
      <CloudOff className="icon-14" />
      <span className="cut">
        {t(status.state === "away" ? "away" : "since", { time: time(status.since) })}
        {waiting > 0 && ` · ${t("outbox", { count: waiting })}`}
      </span>
    </div>
  );
}
