"use client";

import { useTranslations } from "next-intl";
import { parsePhone } from "@/server/domain/phone";
import { cn } from "./cn";
import { CopyButton } from "./copy-button";

/**
 * A number as people read it: "+86 138 0013 8000", "+1 (415) 555-0182". Short codes and sender names come back
 * as they are. Never throws.
 */
export function formatPhone(e164: string): string {
  if (!e164.startsWith("+")) return e164;
  const phone = parsePhone(e164);
  if (!phone) return e164;
  return phone.callingCode === "1" ? `+1 ${phone.national}` : phone.display;
}

type PhoneNumberProps = {
  /** E.164, a short code or a sender name. */
  e164: string;
  /** With a button that copies it. */
  copy?: boolean;
  className?: string;
};

/** A phone number, kept left to right in any text and copied in its E.164 form. */
export function PhoneNumber({ e164, copy, className }: PhoneNumberProps) {
  const t = useTranslations("common");
  const number = (
    <bdi
      dir="ltr"
      className={cn("whitespace-nowrap tabular-nums", className)}
      onCopy={(event) => {
        const chosen = String(window.getSelection() ?? "");
        if (chosen.trim() !== formatPhone(e164)) return;
        event.clipboardData.setData("text/plain", e164);
        event.preventDefault();
      }}
    >
      {formatPhone(e164)}
    </bdi>
  );
  if (!copy) return number;
  return (
    <span className="inline-flex items-center gap-1">
      {number}
      <CopyButton value={e164} label={t("copyNumber")} />
    </span>
  );
}
