"use client";

import { useTranslations } from "next-intl";
import { useLive } from "@/app/_live/store";
import { shownAddress } from "./address";

/** Says new messages to those who hear the screen, politely: who, and what. */
export function Announcer() {
  const t = useTranslations("inbox");
  const announcement = useLive((live) => live.announcement);
  return (
    <div aria-live="polite" className="sr-only">
      {announcement && (
        <p key={announcement.id}>
          {t("announce", { from: shownAddress(announcement.from), text: announcement.text.slice(0, 280) })}
        </p>
      )}
    </div>
  );
}
