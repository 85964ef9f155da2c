"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/app/_ui/alert";
import type { Checked } from "@/server/channels/check-channel";
import { stateTones } from "./state-badge";

/** What the carrier said to the credentials: the state in words, its own words folded away, and what to do. */
export function CheckResult({ checked, draft }: { checked: Checked; draft: boolean }) {
  const t = useTranslations("channels");
  if (checked.busy) return <Alert tone="info">{t("header.busy")}</Alert>;
  const { state, detail } = checked;
  if (state === "connected") {
    return (
      <Alert tone={detail ? "warning" : "success"} role="status" details={detail}>
        {t("auth.connected")}
      </Alert>
    );
  }
  const tone = stateTones[state];
  return (
    <Alert tone={tone === "neutral" ? "info" : tone} role="alert" title={t(`state.${state}`)} details={detail}>
      {t(`help.${state}`)} {draft && t("auth.keptDraft")}
    </Alert>
  );
}
