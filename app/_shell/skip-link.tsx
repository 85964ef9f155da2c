"use client";

import { useTranslations } from "next-intl";

/** The first stop of the Tab key: past the navigation. Needs an element with the id `content`. */
export function SkipLink() {
  const t = useTranslations("common");
  return (
    <a
      href="#content"
      className="sr-only z-50 rounded-2 bg-raised px-3 py-2 font-medium focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      {t("skipToContent")}
    </a>
  );
}
