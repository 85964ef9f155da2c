"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { useActions } from "@/app/_live/live-provider";
import { refusalOf } from "@/app/_live/refusal";
import type { ConversationRow } from "@/app/_live/types";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Combobox } from "@/app/_ui/combobox";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { missingVariable, readTemplate, type Template } from "@/server/domain/message-template";
import { nameOf, useVerbs } from "./use-verbs";

const keyOf = ({ name, language }: Template) => `${name} ${language}`;

type Props = {
  row: ConversationRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  seenSeq: () => number;
};

/** Where free text may not be sent: one of the approved templates, its variables, and how it will read. */
export function TemplateDialog({ row, open, onOpenChange, seenSeq }: Props) {
  const t = useTranslations("inbox.template");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const actions = useActions();
  const verbs = useVerbs();
  const [chosen, setChosen] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const answer = useQuery({
    ...trpc.conversations.templates.queryOptions({ conversationId: row.id }),
    staleTime: 60_000,
    enabled: open,
    retry: false,
  });
  const templates = answer.data ?? [];
  const template = templates.find((one) => keyOf(one) === chosen);
  const variables = Object.fromEntries((template?.variables ?? []).map((name) => [name, values[name]?.trim() ?? ""]));
  const missing = template && missingVariable(template, variables);
  const filled = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));

  const send = async () => {
    if (!template || missing || busy) return;
    setBusy(true);
    const { name, language } = template;
    const done = await verbs.attempt(() => actions.sendTemplate(row.id, { name, language, variables }, seenSeq()));
    setBusy(false);
    if (!done) return;
    setValues({});
    onOpenChange(false);
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
            disabledReason={template ? (missing ? t("fillIn", { name: missing }) : undefined) : t("choose")}
            onClick={() => void send()}
          >
            {t("send")}
          </Button>
        </>
      }
    >
      {answer.isPending ? (
        <SkeletonRows rows={3} kind="text" />
      ) : answer.isError ? (
        <p role="alert" className="text-danger-text">
          {errorText(refusalOf(answer.error).reason, refusalOf(answer.error).params)}
        </p>
      ) : templates.length === 0 ? (
        <p className="text-ink-2">{t("none")}</p>
      ) : (
        <div className="flex flex-col gap-3">
          <Field label={t("template")}>
            <Combobox
              items={templates.map((one) => ({
                value: keyOf(one),
                label: [one.name, one.language].filter(Boolean).join(" · "),
              }))}
              value={chosen}
              onValueChange={setChosen}
              placeholder={t("choose")}
            />
          </Field>
          {template?.variables.map((name) => (
            <Field key={`${chosen} ${name}`} label={name}>
              <Input
                value={values[name] ?? ""}
                maxLength={1024}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              />
            </Field>
          ))}
          {template && (
            <div>
              <p className="pb-1 text-12 text-ink-3">{t("preview")}</p>
              <p className="written whitespace-pre-wrap rounded-2 bg-sunken px-3 py-2">
                {readTemplate(template, filled)}
              </p>
            </div>
          )}
        </div>
      )}
    </Dialog>
  );
}
