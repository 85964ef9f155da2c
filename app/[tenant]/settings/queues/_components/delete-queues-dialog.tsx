"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Layers } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Avatar } from "@/app/_ui/avatar";
import { Combobox } from "@/app/_ui/combobox";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Field } from "@/app/_ui/field";
import { formatPhone } from "@/app/_ui/phone-number";
import { toast } from "@/app/_ui/toast";
import type { QueueRow } from "@/server/queues/list";

type Target = `queue:${string}` | `member:${string}`;

/** Delete one or several queues; where what depends on them goes instead is chosen here. */
export function DeleteQueuesDialog({
  queues,
  others,
  onClose,
  onDeleted,
}: {
  queues: readonly QueueRow[];
  /** The queues that stay: what may take over. */
  others: readonly QueueRow[];
  onClose: () => void;
  onDeleted: (ids: string[]) => unknown;
}) {
  const t = useTranslations("queues.remove");
  const done = useTranslations("queues.done");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const problemText = useProblemText();
  const { data: agents } = useQuery(trpc.queues.agents.queryOptions());
  const remove = useMutation(trpc.queues.delete.mutationOptions());
  const [numbersTo, setNumbersTo] = useState<Target | null>(null);
  const [waitingTo, setWaitingTo] = useState<string | null>(null);
  const [report, setReport] = useState<string[]>([]);

  const numbers = queues.flatMap((queue) => queue.numbers);
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const [only] = queues.length === 1 ? queues : [];
  const queueItems = others.map(({ id, name }) => ({ value: id, label: name, icon: <Layers className="icon-14" /> }));

  const confirm = async () => {
    setReport([]);
    const results = await remove
      .mutateAsync({
        queueIds: queues.map(({ id }) => id),
        ...(numbersTo ? { numbersTo: destinationOf(numbersTo) } : {}),
        ...(waitingTo ? { waitingTo } : {}),
      })
      .catch((error: unknown) => {
        setReport([problemText(error)]);
        throw error;
      });
    const deleted = results.filter((result) => result.deleted);
    const kept = results.flatMap((result) => (result.deleted ? [] : [result]));
    await onDeleted(deleted.map(({ queueId }) => queueId));
    if (deleted.length > 0) toast.done(done("deleted", { count: deleted.length, name: deleted[0]?.name ?? "" }));
    if (kept.length === 0) return;
    setReport(kept.map(({ name, reason, params }) => `${name}: ${errorText(reason, params)}`));
    throw new Error("some queues were kept");
  };

  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={only ? t("title", { name: only.name }) : t("titleMany", { count: queues.length })}
      body={t("plain")}
      confirmLabel={only ? t("confirm") : t("confirmMany", { count: queues.length })}
      onConfirm={confirm}
    >
      {report.length > 0 && (
        <Alert tone="danger" role="alert" title={t("report")}>
          {report.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Alert>
      )}
      {numbers.length > 0 && (
        <div className="flex flex-col gap-2">
          <p>
            {t("numbersLead", {
              count: numbers.length,
              numbers: numbers.map(({ address }) => formatPhone(address)).join(", "),
            })}
          </p>
          <Field label={t("numbersTo")}>
            <Combobox<Target>
              value={numbersTo}
              onValueChange={setNumbersTo}
              placeholder={only ? t("choose") : t("keep")}
              clearable
              items={[
                ...others.map(({ id, name }) => ({
                  value: `queue:${id}` as const,
                  label: name,
                  description: t("queues"),
                  icon: <Layers className="icon-14" />,
                })),
                ...(agents ?? []).map(({ id, name, email }) => ({
                  value: `member:${id}` as const,
                  label: name,
                  description: email,
                  icon: <Avatar id={id} name={name} size="xs" />,
                })),
              ]}
            />
          </Field>
        </div>
      )}
      {waiting > 0 && (
        <div className="flex flex-col gap-2">
          <p>{t("waits", { count: waiting })}</p>
          {others.length > 0 ? (
            <Field label={t("waitingTo")}>
              <Combobox
                value={waitingTo}
                onValueChange={setWaitingTo}
                placeholder={only ? t("choose") : t("keep")}
                clearable
                items={queueItems}
              />
            </Field>
          ) : (
            <Alert tone="warning">{t("noOther")}</Alert>
          )}
        </div>
      )}
    </ConfirmDialog>
  );
}

function destinationOf(target: Target): { queueId: string } | { memberId: string } {
  const id = target.slice(target.indexOf(":") + 1);
  return target.startsWith("queue:") ? { queueId: id } : { memberId: id };
}
