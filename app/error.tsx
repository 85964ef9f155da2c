"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useCallback } from "react";
import { Button, LinkButton } from "./_ui/button";
import { MessagePage } from "./_ui/message-page";
import { StatusDot } from "./_ui/status-dot";
import { useRecovery } from "./_ui/use-recovery";

/** A page that could not be made. When the database is away it waits and comes back by itself. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("common");
  const router = useRouter();
  const again = useCallback(() => {
    // The server's part has to be asked for anew; `reset` alone shows the same failure again.
    startTransition(() => {
      router.refresh();
      reset();
    });
  }, [router, reset]);
  const { state, ask } = useRecovery(again);
  if (state === "ill") {
    return (
      <MessagePage
        title={t("busy.title")}
        actions={<Button onClick={ask}>{t("busy.retry")}</Button>}
        foot={
          <span role="status">
            <StatusDot tone="warning">{t("busy.looking")}</StatusDot>
          </span>
        }
      >
        <p>{t("busy.body")}</p>
      </MessagePage>
    );
  }
  return (
    <MessagePage
      title={t("failed.title")}
      actions={
        <>
          <Button variant="primary" onClick={again}>
            {t("failed.retry")}
          </Button>
          <LinkButton href="/">{t("failed.home")}</LinkButton>
        </>
      }
      foot={error.digest && t("failed.reference", { digest: error.digest })}
    >
      <p>{t("failed.body")}</p>
    </MessagePage>
  );
}
