"use client";

import { useLocale } from "next-intl";
import { createContext, useCallback, useContext } from "react";
import { type Finding, describeFinding } from "@/server/domain/flow/findings";
import type { Language, Names, Outcome, Text } from "@/server/domain/flow/types";
import { outcomeLabel } from "@/server/domain/flow/outcomes";
import { useEditorStore } from "./store";

/** The reader's language as the flow's own texts know it. */
export const useLanguage = (): Language => (useLocale() === "zh-CN" ? "zh-CN" : "en");

/** Picks the reader's language out of a text of a node or trigger. */
export function useWords(): (text: Text) => string {
  const language = useLanguage();
  return useCallback((text) => text[language], [language]);
}

/** An outcome in the reader's words. */
export function useOutcomeWord(): (outcome: Outcome | string) => string {
  const words = useWords();
  return useCallback((outcome) => words(outcomeLabel(outcome)), [words]);
}

const nobody: Names = () => undefined;

/** Names of people, queues, numbers and fields, for summaries. */
export const NamesContext = createContext<Names>(nobody);

export const useNames = (): Names => useContext(NamesContext);

/** A finding in words: what is wrong, and what would help. */
export function useFindingWords(): (finding: Finding) => { text: string; fix: string } {
  const language = useLanguage();
  const editor = useEditorStore();
  return useCallback(
    (finding) =>
      describeFinding(finding, language, editor.getState().nodes.find(({ id }) => id === finding.nodeId)?.data.name),
    [language, editor],
  );
}
