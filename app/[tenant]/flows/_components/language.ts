"use client";

import { useLocale } from "next-intl";
import { useCallback } from "react";
import type { Language, Text } from "@/server/domain/flow/types";

/** The reader's language as the flow's own texts know it. */
export const useLanguage = (): Language => (useLocale() === "zh-CN" ? "zh-CN" : "en");

/** Picks the reader's language out of a text of a node or trigger. */
export function useWords(): (text: Text) => string {
  const language = useLanguage();
  return useCallback((text) => text[language], [language]);
}
