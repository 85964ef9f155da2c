"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, use, useMemo, useState } from "react";
import { useLive } from "@/app/_live/store";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { TransferDialog } from "./transfer-dialog";
import { nameOf, useVerbs } from "./use-verbs";

type Question = { about: "end" | "remove" | "transfer"; id: string };
type Asking = { ask: (about: Question["about"], id: string) => void };

const AskingContext = createContext<Asking>({ ask: () => {} });

/** Opens the question that stands before a verb: from a button, a menu or a key. */
export const useAsk = () => use(AskingContext).ask;

/** The dialogs of the inbox, each once. */
export function AskingProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
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

function Dialogs({ question: { about, id }, onClose }: { question: Question; onClose: () => void }) {
  const t = useTranslations("inbox.ask");
  const row = useLive((live) => live.rows.get(id));
  const verbs = useVerbs();
  const [open, setOpen] = useState(true);
  const close = (next: boolean) => {
    setOpen(next);
    // The dialog goes first, then the focus returns.
    if (!next) setTimeout(onClose, 250);
  };
  if (!row) return null;
  if (about === "transfer") return <TransferDialog row={row} open={open} onOpenChange={close} />;
  const failed = row.failedCount;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={close}
      title={t(`${about}.title`, { name: nameOf(row) })}
      body={about === "end" ? t("end.body", { failed }) : t("remove.body")}
      confirmLabel={t(`${about}.confirm`)}
      onConfirm={() => verbs[about](id)}
    />
  );
}
