"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useCallback } from "react";
import { DatabaseAway } from "./_shell/database-away";
import { buttonClass } from "./_ui/button-class";
import { MessagePage } from "./_ui/message-page";
import { useRecovery } from "./_ui/use-recovery";

/** A page that could not be made. When the database is away it waits and comes back by itself. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("failure.failed");
  const router = useRouter();
  const again = useCallback(() => {
    // The server's part has to be asked for anew; `reset` alone shows the same failure again.
    startTransition(() => {
      router.refresh();
      reset();
    });
  }, [router, reset]);
  const { state, ask } = useRecovery(again);
  if (state === "ill") return <DatabaseAway onLook={ask} />;
  return (
    <MessagePage
      title={t("title")}
      actions={
        <>
          <button type="button" onClick={again} className={buttonClass({ variant: "primary" })}>
            {t("retry")}
          </button>
          {/* A full load: after a failure nothing in this tab is to be relied on. */}
          <a href="/" className={buttonClass()}>
            {t("home")}
          </a>
        </>
      }
      foot={error.digest && t("reference", { digest: error.digest })}
    >
      <p>{t("body")}</p>
    </MessagePage>
  );
}
