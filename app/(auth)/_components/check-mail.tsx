"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { AuthCard } from "@/app/_shell/auth-card";
import { Alert } from "@/app/_ui/alert";
import { Button, LinkButton } from "@/app/_ui/button";
import type { Answer } from "./answer";
import { Refusal } from "./refusal";
import { bold } from "./words";

type CheckMailProps = {
  about: "signup" | "reset";
  email: string;
  /** Mail is kept here instead of sent. */
  hasMailbox: boolean;
  again: () => Promise<Answer>;
  other: () => void;
};

/** After a form whose answer is a mail: where it went, and what helps when it does not come. */
export function CheckMail({ about, email, hasMailbox, again, other }: CheckMailProps) {
  const t = useTranslations("auth.check");
  const text = useErrorText();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [busy, setBusy] = useState(false);
  const title = useRef<HTMLSpanElement>(null);
  // The form is gone and with it the focus: whoever listens hears where he is.
  useEffect(() => title.current?.focus(), []);
  async function sendAgain() {
    setBusy(true);
    setAnswer(null);
    setAnswer(await again().catch((): Answer => ({ ok: false, reason: "unknown" })));
    setBusy(false);
  }
  return (
    <AuthCard
      title={
        <span ref={title} tabIndex={-1} className="outline-none">
          {t("title")}
        </span>
      }
      description={t.rich(about, { email, b: bold })}
    >
      {hasMailbox && (
        <Alert
          tone="info"
          actions={
            <LinkButton href="/mailbox" target="_blank" size="sm">
              {t("mailbox")}
            </LinkButton>
          }
        >
          {t("mailboxNote")}
        </Alert>
      )}
      <p className="text-ink-2">{t("spam")}</p>
      <div aria-live="polite" className="empty:hidden">
        {answer?.ok && <Alert tone="success">{t("sent")}</Alert>}
      </div>
      <Refusal text={answer?.ok === false ? text(answer.reason, answer.params) : undefined} />
      <div className="flex flex-wrap gap-2">
        <Button loading={busy} onClick={sendAgain}>
          {t("again")}
        </Button>
        <Button variant="ghost" onClick={other}>
          {t("other")}
        </Button>
      </div>
    </AuthCard>
  );
}
