"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";

const known = ["completed", "goal", "abandoned", "failed", "cancelled"] as const;
const isKnown = (result: string): result is (typeof known)[number] => (known as readonly string[]).includes(result);

/** How a run ended, in words; an end's own label as it was written. */
export function useResultWord(): (result: string) => string {
  const t = useTranslations("flows.results");
  return useCallback((result) => (isKnown(result) ? t(result) : result), [t]);
}
