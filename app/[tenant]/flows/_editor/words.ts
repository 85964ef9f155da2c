"use client";

import { createContext, useCallback, useContext } from "react";
import { describeFinding, type Finding } from "@/server/domain/flow/findings";
import { outcomeLabel } from "@/server/domain/flow/outcomes";
import type { Names, Outcome } from "@/server/domain/flow/types";
import { useLanguage, useWords } from "../_components/language";
import { useEditorStore } from "./store";

export { useLanguage, useWords };

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
