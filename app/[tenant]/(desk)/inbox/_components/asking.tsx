"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, use, useMemo, useState } from "react";
import { useIdle } from "@/app/_ui/use-idle";

export type Question = { about: "end" | "remove" | "transfer"; id: string };
type Asking = { ask: (about: Question["about"], id: string) => void };

const loadDialogs = () => import("./asking-dialogs");
const Dialogs = dynamic(loadDialogs, { ssr: false });

const AskingContext = createContext<Asking>({ ask: () => {} });

/** Opens the question that stands before a verb: from a button, a menu or a key. */
export const useAsk = () => use(AskingContext).ask;

/** The dialogs of the inbox, each once. */
export function AskingProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  useIdle(loadDialogs);
  const asking = useMemo<Asking>(() => ({ ask: (about, id) => setQuestion({ about, id }) }), []);
  return (
    <AskingContext value={asking}>
      {children}
      {question && (
        <Dialogs key={`${question.about} ${question.id}`} question={question} onClose={() => setQuestion(null)} />
      )}
    </AskingContext>
  );
}
