"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { Select } from "@/app/_ui/select";
import { kindLabels } from "@/server/domain/flow/palette";
import { flowTemplates } from "@/server/domain/flow/templates";
import { triggersFor } from "@/server/domain/flow/triggers";
import { KindIcon } from "./kind";
import { useLanguage, useWords } from "./language";

/** Kinds of flows that can be made by hand here. */
const creatable = ["sms", "event"] as const;
type Creatable = (typeof creatable)[number];
const EMPTY = "empty";

/** A new flow: its name, its kind, what starts it, and what it begins with. */
export function CreateFlowDialog({
  templateId: first = EMPTY,
  onClose,
  onCreated,
}: {
  /** What is chosen to begin with. */
  templateId?: string;
  onClose: () => void;
  onCreated: (flowId: string) => void;
}) {
  const t = useTranslations("flows.create");
  const common = useTranslations("common");
  const words = useWords();
  const language = useLanguage();
  const trpc = useTRPC();
  const client = useQueryClient();
  const problemText = useProblemText();
  const nameBox = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const [kind, setKind] = useState<Creatable>("sms");
  const [triggerId, setTriggerId] = useState<string>();
  const [templateId, setTemplateId] = useState(first);
  const create = useMutation(trpc.flows.create.mutationOptions());
  // Going to the new flow takes a moment; until then the dialog is busy.
  const [going, setGoing] = useState(false);
  const triggers = triggersFor(kind);
  const trigger = triggers.find(({ id }) => id === triggerId) ?? triggers[0];
  const fresh = templateId === EMPTY;

  const submit = async () => {
    if (create.isPending || going) return;
    if (name.trim() === "") {
      setMissing(true);
      nameBox.current?.focus();
      return;
    }
    try {
      const { flowId } = await create.mutateAsync({
        name,
        kind,
        triggerId: trigger?.id ?? "manual",
        language,
        ...(fresh ? {} : { templateId }),
      });
      setGoing(true);
      await client.invalidateQueries(trpc.flows.list.queryFilter());
      onCreated(flowId);
    } catch {
      // Said in the dialog, by the mutation's own state.
    }
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      initialFocus={nameBox}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button variant="primary" loading={create.isPending || going} onClick={() => void submit()}>
            {t("submit")}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field label={t("name")} error={missing && name.trim() === "" ? t("nameMissing") : undefined}>
          <Input
            ref={nameBox}
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
          />
        </Field>
        <Field label={t("template")} help={fresh ? t("emptyHelp") : words(templateOf(templateId)?.help ?? none)}>
          <Select
            items={[
              { value: EMPTY, label: t("empty") },
              ...Object.values(flowTemplates).map((template) => ({
                value: template.id,
                label: words(template.label),
                description: words(template.help),
              })),
            ]}
            value={templateId}
            onValueChange={setTemplateId}
          />
        </Field>
        {fresh && (
          <>
            <Field label={t("kind")}>
              <Select
                items={creatable.map((value) => ({
                  value,
                  label: words(kindLabels[value]),
                  icon: <KindIcon kind={value} />,
                }))}
                value={kind}
                onValueChange={setKind}
              />
            </Field>
            <Field label={t("trigger")} help={trigger?.help && words(trigger.help)}>
              <Select
                items={triggers.map(({ id, label }) => ({ value: id, label: words(label) }))}
                value={trigger?.id}
                onValueChange={setTriggerId}
              />
            </Field>
          </>
        )}
        {/* Enter in the name sends the form; the visible button stands in the dialog's foot. */}
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden />
        {create.isError && (
          <Alert tone="danger" role="alert">
            {problemText(create.error)}
          </Alert>
        )}
      </form>
    </Dialog>
  );
}

const none = { en: "", "zh-CN": "" };
const templateOf = (id: string) => Object.values(flowTemplates).find((template) => template.id === id);
