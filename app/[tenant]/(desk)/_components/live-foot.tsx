"use client";

import { useTranslations } from "next-intl";
import { useLive } from "@/app/_live/store";
import { cn } from "@/app/_ui/cn";
import { LiveLight } from "@/app/_ui/live-light";
import { Tooltip } from "@/app/_ui/tooltip";

/** Whether the screen is what is true, and how far behind it was lately, measured. */
export function LiveFoot({ slim }: { slim?: boolean }) {
  const t = useTranslations("inbox.live");
  const status = useLive((live) => live.status);
  const lag = useLive((live) => live.lagMs);
  const light =
    status.state === "offline" || status.state === "away" ? (
      <LiveLight state="offline" since={status.since} />
    ) : (
      <LiveLight state={status.state === "refused" ? "offline" : status.state} />
    );
  return (
    <Tooltip side="right" content={lag === null ? t("noLag") : t("lag", { ms: Math.round(lag) })}>
      <button
        type="button"
        className={cn("flex rounded-1 text-left", slim && "w-6 overflow-hidden whitespace-nowrap pl-1.5")}
      >
        {light}
      </button>
    </Tooltip>
  );
}
