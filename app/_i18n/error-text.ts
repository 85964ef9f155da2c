"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";

type Params = Record<string, string | number | Date>;

/**
 * Turns the reason of an AppError into a sentence in the reader's language. A reason without a text of its own
 * (and anything that is not a named error) reads as "something went wrong here, and it has been noted".
 */
export function useErrorText() {
  const t = useTranslations("errors");
  return useCallback(
    (reason?: string | null, params?: Params): string => (reason && t.has(reason) ? t(reason, params) : t("unknown")),
    [t],
  );
}
