"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf, useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { toast } from "@/app/_ui/toast";
import { TwoBoxPicker } from "@/app/_ui/two-box-picker";
import type { GroupRow } from "@/server/groups/list";

/** Make a group, or change its name and its people. `group` null: a new one. */
export function GroupDialog({
  group,
  onClose,
  onSaved,
}: {
  group: GroupRow | null;
  onClose: () => void;
  onSaved: () => unknown;
}) {
  const t = useTranslations("people.groups");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const form = useId();
  const { data: people } = useQuery(trpc.people.list.queryOptions());
  const [name, setName] = useState(group?.name ?? "");
  const [nameError, setNameError] = useState<string>();
  const [members, setMembers] = useState<string[]>(group?.members.map(({ id }) => id) ?? []);
  const [problem, setProblem] = useState<string>();
  const save = useMutation(
    trpc.groups.save.mutationOptions({
      onSuccess: async (saved) => {
        await onSaved();
        toast.done(t(group ? "saved" : "created", { name: saved.name }));
        onClose();
      },
      onError: (error) => {
        if (problemOf(error)?.reason === "group.nameTaken") setNameError(problemText(error));
        else setProblem(problemText(error));
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    if (name.trim() === "") setNameError(t("nameNeeded"));
    else save.mutate({ ...(group ? { groupId: group.id } : {}), name: name.trim(), memberIds: members });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      dismissible={false}
      size="xl"
      title={t(group ? "editTitle" : "create")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button variant="primary" type="submit" form={form} loading={save.isPending}>
            {t(group ? "save" : "create")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="flex flex-col gap-3.5">
        {problem && (
          <Alert tone="danger" role="alert">
            {problem}
          </Alert>
        )}
        <Field label={t("name")} error={nameError} className="max-w-80">
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
          <TwoBoxPicker
            label={t("members")}
            items={(people?.members ?? [])
              .filter(({ id, disabledAt }) => disabledAt === null || members.includes(id))
              .map(({ id, name: label, email }) => ({
                value: id,
                label,
                description: email,
                icon: <Avatar id={id} name={label} size="s" />,
              }))}
            value={members}
            onValueChange={setMembers}
            nothingSelected={t("nobody")}
          />
        </div>
      </form>
    </Dialog>
  );
}
