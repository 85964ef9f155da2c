"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useActions } from "@/app/_live/live-provider";
import type { ConversationRow } from "@/app/_live/types";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { TemplateFields, useTemplateChoice } from "./template-fields";
import { nameOf, useVerbs } from "./use-verbs";

type Props = {
  row: ConversationRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  seenSeq: () => number;
};

/** Where free text may not be sent: one of the approved templates, its variables, and how it will read. */
export function TemplateDialog({ row, open, onOpenChange, seenSeq }: Props) {
  const t = useTranslations("inbox.template");
  const trpc = useTRPC();
  const actions = useActions();
  const verbs = useVerbs();
  const [busy, setBusy] = useState(false);
  const answer = useQuery({
    ...trpc.conversations.templates.queryOptions({ conversationId: row.id }),
    staleTime: 60_000,
    enabled: open,
    retry: false,
  });
  const choice = useTemplateChoice(answer.data ?? []);

  const send = async () => {
    const { filled } = choice;
    if (!filled || busy) return;
    setBusy(true);
    const done = await verbs.attempt(() => actions.sendTemplate(row.id, filled, seenSeq()));
    setBusy(false);
    if (done) onOpenChange(false);
  };

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title={t("title", { name: nameOf(row) })}
      dismissible={false}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("cancel")}</Button>
          <Button
            variant="primary"
            loading={busy}
            disabledReason={choice.missing ?? undefined}
            onClick={() => void send()}
          >
            {t("send")}
          </Button>
        </>
      }
    >
      <TemplateFields choice={choice} answer={answer} />
    </Dialog>
  );
}
