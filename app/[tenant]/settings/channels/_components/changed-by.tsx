"use client";

import { useTranslations } from "next-intl";
import { useClock } from "@/app/_ui/clock";
import type { ChannelDetail } from "@/server/channels/get";

/** "Changed by Ana Ruiz, 3 Nov 16:41" */
export function ChangedBy({ channel }: { channel: Pick<ChannelDetail, "updatedBy" | "updatedAt"> }) {
  const t = useTranslations("channels.auth");
  const clock = useClock();
  const time = clock.dateTime(channel.updatedAt);
  return (
    <p className="text-12 text-ink-3" suppressHydrationWarning>
      {channel.updatedBy ? t("changedBy", { name: channel.updatedBy, time }) : t("changed", { time })}
    </p>
  );
}
