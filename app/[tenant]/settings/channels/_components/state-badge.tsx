"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/app/_ui/badge";
import { StatusDot, type StatusTone } from "@/app/_ui/status-dot";
import type { ChannelDetail } from "@/server/channels/get";

type Shown = Pick<ChannelDetail, "state" | "enabled" | "draft">;

export const stateTones = {
  draft: "neutral",
  connected: "success",
  unauthorized: "danger",
  service_unavailable: "warning",
  unknown_source: "warning",
  request_failed: "danger",
} as const satisfies Record<Shown["state"], StatusTone>;

/** Whether the carrier takes us: dot and word. */
export function ConnectionState({ state }: { state: Shown["state"] }) {
  const t = useTranslations("channels.state");
  return (
    <StatusDot tone={stateTones[state]} hollow={state === "draft"}>
      {t(state)}
    </StatusDot>
  );
}

/** How a channel is, in one badge: a draft and one that is switched off say so before their connection. */
export function StateBadge({ state, enabled, draft }: Shown) {
  const t = useTranslations("channels.short");
  if (draft || !enabled) {
    return (
      <Badge tone="outline">
        <StatusDot hollow>{t(draft ? "draft" : "off")}</StatusDot>
      </Badge>
    );
  }
  const tone = stateTones[state];
  return (
    <Badge tone={tone} dot>
      {t(state)}
    </Badge>
  );
}
