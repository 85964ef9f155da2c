"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { signOut } from "../../actions";

/** Signs the wrong person out and shows the invitation again. */
export function SwitchAccount() {
  const t = useTranslations("auth.invite");
  const [busy, setBusy] = useState(false);
  async function go() {
    setBusy(true);
    await signOut();
    window.location.reload();
  }
  return (
    <Button variant="primary" size="lg" loading={busy} onClick={go} className="w-full">
      {t("switch")}
    </Button>
  );
}
