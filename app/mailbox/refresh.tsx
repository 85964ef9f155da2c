"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { LiveLight } from "@/app/_ui/live-light";

const EVERY_MS = 2_000;

/** Looks again every two seconds while the page is seen. */
export function Refresh() {
  const t = useTranslations("mailbox");
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [router]);
  return (
    <p className="mt-3 flex items-center gap-2 text-12 text-ink-3">
      <LiveLight state="live" />
      {t("watching")}
    </p>
  );
}
