"use client";

import { useTranslations } from "next-intl";
import { useClock } from "./clock";
import { StatusDot } from "./status-dot";

type LiveLightProps = { state: "live" | "catching-up" | "offline"; since?: Date; className?: string };

/** Whether what is on the screen is what is true: live, catching up, or off line since a time. */
export function LiveLight({ state, since, className }: LiveLightProps) {
  const t = useTranslations("common");
  const { time } = useClock();
  const word =
    state === "live"
      ? t("live.live")
      : state === "catching-up"
        ? t("live.catchingUp")
        : since
          ? t("live.offlineSince", { time: time(since) })
          : t("live.offline");
  return (
    <span role="status" className={className}>
      <StatusDot
        tone={state === "live" ? "success" : state === "catching-up" ? "warning" : "neutral"}
        hollow={state === "offline"}
        className="text-12 text-ink-2"
      >
        {word}
      </StatusDot>
    </span>
  );
}
