"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf, useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { useClock } from "@/app/_ui/clock";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { toast } from "@/app/_ui/toast";
import { TwoBoxPicker } from "@/app/_ui/two-box-picker";
import type { QueueRow } from "@/server/queues/list";

/** Make a queue, or change its name and its agents. `queue` null: a new one. */
export function QueueDialog({
  queue,
  onClose,
  onSaved,
}: {
  queue: QueueRow | null;
  onClose: () => void;
  onSaved: (queue: QueueRow) => unknown;
}) {
  const t = useTranslations("queues.form");
  const done = useTranslations("queues.done");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const clock = useClock();
  const form = useId();
  const { data: agents } = useQuery(trpc.queues.agents.queryOptions());
  const [name, setName] = useState(queue?.name ?? "");
  const [nameError, setNameError] = useState<string>();
  const [members, setMembers] = useState<string[]>(queue?.members.map(({ id }) => id) ?? []);
  const [problem, setProblem] = useState<string>();
  const options = {
    onSuccess: async (saved: QueueRow) => {
      await onSaved(saved);
      toast.done(done(queue ? "saved" : "created", { name: saved.name }));
      onClose();
    },
    onError: (error: unknown) => {
      const text = problemText(error);
      if (problemOf(error)?.reason === "queue.nameTaken") setNameError(text);
      else setProblem(text);
    },
  };
  const create = useMutation(trpc.queues.create.mutationOptions(options));
  const edit = useMutation(trpc.queues.edit.mutationOptions(options));
  const saving = create.isPending || edit.isPending;
  const leaving = queue?.members.filter(({ id }) => !members.includes(id)).length ?? 0;

  const save = (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    if (name.trim() === "") {
      setNameError(t("nameNeeded"));
      return;
    }
    const input = { name: name.trim(), memberIds: members };
    if (queue) edit.mutate({ ...input, queueId: queue.id });
    else create.mutate(input);
  };

  // Somebody who was disabled since he was chosen is still in the queue: he is shown, so that he can be taken out.
  const known = new Set(agents?.map(({ id }) => id));
  const everyone = [
    ...(agents ?? []).map(({ id, name: label, email }) => ({ id, label, description: email })),
    ...(queue?.members ?? [])
      .filter(({ id }) => !known.has(id))
      .map(({ id, name: label }) => ({ id, label, description: undefined })),
  ];

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      dismissible={false}
      size="xl"
      title={queue ? t("editTitle") : t("createTitle")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button variant="primary" type="submit" form={form} loading={saving}>
            {queue ? t("save") : t("createTitle")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={save} className="flex flex-col gap-3.5">
        {problem && (
          <Alert tone="danger" role="alert">
            {problem}
          </Alert>
        )}
        <Field label={t("name")} help={t("nameHelp")} error={nameError} className="max-w-80">
          <Input
            value={name}
            maxLength={80}
            placeholder={t("namePlaceholder")}
            onChange={(event) => {
              setName(event.target.value);
              setNameError(undefined);
            }}
          />
        </Field>
        <div>
          <p className="font-medium">{t("members")}</p>
          <p className="mt-0.5 mb-2 text-12 text-ink-3">{t("membersHelp")}</p>
          {agents ? (
            <TwoBoxPicker
              label={t("members")}
              items={everyone.map(({ id, label, description }) => ({
                value: id,
                label,
                description,
                icon: <Avatar id={id} name={label} size="s" />,
              }))}
              value={members}
              onValueChange={setMembers}
              nothingSelected={t("nobody")}
            />
          ) : (
            <SkeletonRows kind="text" rows={4} />
          )}
        </div>
        {queue && leaving > 0 && <Alert tone="warning">{t("leaves", { count: leaving })}</Alert>}
        {queue && (
          <p className="text-12 text-ink-3">
            {queue.updatedBy
              ? t("changedBy", { name: queue.updatedBy, time: clock.dateTime(queue.updatedAt) })
              : t("changed", { time: clock.dateTime(queue.updatedAt) })}
          </p>
        )}
      </form>
    </Dialog>
  );
}
