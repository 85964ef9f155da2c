"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useLive } from "@/app/_live/store";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import type { Question } from "./asking";
import { TransferDialog } from "./transfer-dialog";
import { nameOf, useVerbs } from "./use-verbs";

/** The question that stands before a verb; loaded when the first one is asked. */
export default function Dialogs({ question: { about, id }, onClose }: { question: Question; onClose: () => void }) {
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
