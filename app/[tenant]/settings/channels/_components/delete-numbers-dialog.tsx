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
import { formatPhone } from "@/app/_ui/phone-number";
import { toast } from "@/app/_ui/toast";
import { useChannelsChanged } from "./use-channel";

/** Take one or several numbers off a channel. What stays is named with its reason; open conversations can be closed with it. */
export function DeleteNumbersDialog({
  numbers,
  onClose,
  onDeleted,
}: {
  numbers: readonly { id: string; address: string }[];
  onClose: () => void;
  onDeleted: (ids: string[]) => void;
}) {
  const t = useTranslations("channels.numbers");
  const report = useTranslations("channels.remove");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const remove = useMutation(trpc.channels.deleteNumbers.mutationOptions());
  // The numbers come with the channel, which is asked for anew while the dialog is open.
  const [asked] = useState(numbers);
  const [left, setLeft] = useState(asked.map(({ id }) => id));
  const [lines, setLines] = useState<string[]>([]);
  const [open, setOpen] = useState(0);
  const [close, setClose] = useState(false);
  const first = formatPhone(asked[0]?.address ?? "");
  const confirm = async () => {
    setLines([]);
    const results = await remove.mutateAsync({ numberIds: left, closeOpen: close }).catch((error: unknown) => {
      setLines([problemText(error)]);
      throw error;
    });
    const deleted = results.filter((one) => one.deleted);
    const kept = results.flatMap((one) => (one.deleted ? [] : [one]));
    onDeleted(deleted.map(({ numberId }) => numberId));
    await changed();
    if (deleted.length > 0)
      toast.done(t("deletedMany", { count: deleted.length, number: formatPhone(deleted[0]?.address ?? "") }));
    if (kept.length === 0) return;
    setLeft(kept.map(({ numberId }) => numberId));
    setOpen(
      kept.reduce((sum, { reason, params }) => sum + (reason === "channel.hasOpen" ? Number(params.count) : 0), 0),
    );
    setLines(kept.map(({ address, reason, params }) => `${formatPhone(address)}: ${errorText(reason, params)}`));
    throw new Error("some numbers were kept");
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={asked.length === 1 ? t("deleteTitle", { number: first }) : t("deleteTitleMany", { count: asked.length })}
      body={asked.length === 1 ? t("deleteBody") : t("deleteBodyMany")}
      confirmLabel={asked.length === 1 ? t("delete") : t("deleteMany", { count: left.length })}
      onConfirm={confirm}
    >
      {lines.length > 0 && (
        <Alert tone="danger" role="alert" title={report("report")}>
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Alert>
      )}
      {open > 0 && <Checkbox label={t("closeThem", { count: open })} checked={close} onCheckedChange={setClose} />}
    </ConfirmDialog>
  );
}
