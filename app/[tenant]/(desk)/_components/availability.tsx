"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { useMe } from "@/app/_live/live-provider";
import { refusalOf } from "@/app/_live/refusal";
import { useTRPCClient } from "@/app/_trpc/client";
import { StatusDot, type StatusTone } from "@/app/_ui/status-dot";
import { toast } from "@/app/_ui/toast";
import type { Availability } from "@/server/domain/availability";

export const availabilities = ["available", "busy", "away", "offline"] as const satisfies readonly Availability[];

/** Dot of an availability: filled for a fact, hollow for off. */
export const availabilityLook: Record<Availability, { tone: StatusTone; hollow?: boolean }> = {
  available: { tone: "success" },
  busy: { tone: "danger" },
  away: { tone: "warning" },
  offline: { tone: "neutral", hollow: true },
};

export function AvailabilityWord({ availability }: { availability: Availability }) {
  const t = useTranslations("inbox.availability");
  return <StatusDot {...availabilityLook[availability]}>{t(availability)}</StatusDot>;
}

/** What I chose, at once on the screen; the server's no brings the old one back and says why. */
export function useAvailability(): { availability: Availability; choose: (next: Availability) => Promise<void> } {
  const me = useMe();
  const api = useTRPCClient();
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<{ from: Availability; to: Availability } | null>(null);
  // What the server says wins as soon as it says something else than when the choice was made.
  const availability = chosen && chosen.from === me.member.availability ? chosen.to : me.member.availability;
  return {
    availability,
    async choose(next) {
      setChosen({ from: me.member.availability, to: next });
      try {
        await api.people.setAvailability.mutate({ availability: next });
      } catch (error) {
        setChosen(null);
        const { reason, params } = refusalOf(error);
        toast.error(errorText(reason, params));
      }
    },
  };
}
