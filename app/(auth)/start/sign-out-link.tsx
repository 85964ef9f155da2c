"use client";

import { useTranslations } from "next-intl";
import { useSignOut } from "@/app/_shell/use-sign-out";

export function SignOutLink() {
  const t = useTranslations("auth.start");
  const signOut = useSignOut();
  return (
    <button type="button" onClick={signOut} className="rounded-1 font-medium text-accent-text hover:underline">
      {t("signOut")}
    </button>
  );
}
