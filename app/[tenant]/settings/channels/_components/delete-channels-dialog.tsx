"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Checkbox } from "@/app/_ui/checkbox";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { toast } from "@/app/_ui/toast";

/** Delete one or several channels. When conversations are open the dialog says how many, and offers to close them. */
export function DeleteChannelsDialog({
  channels,
  onClose,
  onDeleted,
}: {
  channels: readonly { id: string; name: string; openConversations?: number }[];
  onClose: () => void;
  onDeleted: (ids: string[]) => unknown;
}) {
  const t = useTranslations("channels.remove");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const problemText = useProblemText();
  const remove = useMutation(trpc.channels.delete.mutationOptions());
  const [report, setReport] = useState<string[]>([]);
  const [open, setOpen] = useState(channels.reduce((sum, { openConversations = 0 }) => sum + openConversations, 0));
  const [close, setClose] = useState(false);
  const [only] = channels.length === 1 ? channels : [];

  const confirm = async () => {
    setReport([]);
    const results = await remove
      .mutateAsync({ channelIds: channels.map(({ id }) => id), closeOpen: close })
      .catch((error: unknown) => {
        setReport([problemText(error)]);
        throw error;
      });
    const deleted = results.filter((result) => result.deleted);
    const kept = results.flatMap((result) => (result.deleted ? [] : [result]));
    if (deleted.length > 0) toast.done(t("done", { count: deleted.length, name: deleted[0]?.name ?? "" }));
    await onDeleted(deleted.map(({ channelId }) => channelId));
    if (kept.length === 0) return;
    setOpen(
      kept.reduce((sum, { reason, params }) => sum + (reason === "channel.hasOpen" ? Number(params.count) : 0), 0),
    );
    setReport(kept.map(({ name, reason, params }) => `${name}: ${errorText(reason, params)}`));
    throw new Error("some channels were kept");
  };

  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={only ? t("title", { name: only.name }) : t("titleMany", { count: channels.length })}
      body={t("body")}
      confirmLabel={only ? t("confirm") : t("confirmMany", { count: channels.length })}
      typeToConfirm={only?.name ?? t("word")}
      onConfirm={confirm}
    >
      {report.length > 0 && (
        <Alert tone="danger" role="alert" title={t("report")}>
          {report.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Alert>
      )}
      {open > 0 && (
        <div className="flex flex-col gap-2">
          <p>{t("open", { count: open })}</p>
          <Checkbox label={t("close", { count: open })} checked={close} onCheckedChange={setClose} />
        </div>
      )}
    </ConfirmDialog>
  );
}
