"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { signInWithGoogle } from "../actions";

/** The other way in, where the installation has it. */
export function GoogleButton({ next }: { next: string | null }) {
  const t = useTranslations("auth.login");
  const [busy, setBusy] = useState(false);
  async function go() {
    setBusy(true);
    const answer = await signInWithGoogle({ next: next ?? undefined }).catch(() => null);
    if (answer?.ok && answer.to) window.location.assign(answer.to);
    else setBusy(false);
  }
  return (
    <>
      <div className="flex items-center gap-3 text-12 text-ink-3">
        <span className="h-px flex-1 bg-line" />
        {t("or")}
        <span className="h-px flex-1 bg-line" />
      </div>
      <Button size="lg" className="w-full" loading={busy} onClick={go}>
        {t("google")}
      </Button>
    </>
  );
}
