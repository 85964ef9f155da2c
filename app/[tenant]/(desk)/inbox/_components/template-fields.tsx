"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { refusalOf } from "@/app/_live/refusal";
import { Combobox } from "@/app/_ui/combobox";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { type FilledTemplate, missingVariable, readTemplate, type Template } from "@/server/domain/message-template";

const keyOf = ({ name, language }: Template) => `${name} ${language}`;

/** Which template is chosen and what its variables are; `filled` once it can be sent, until then `missing` says why not. */
export function useTemplateChoice(templates: readonly Template[]) {
  const t = useTranslations("inbox.template");
  const [chosen, choose] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const template = templates.find((one) => keyOf(one) === chosen);
  const variables = Object.fromEntries((template?.variables ?? []).map((name) => [name, values[name]?.trim() ?? ""]));
  const missing = template && missingVariable(template, variables);
  const filled: FilledTemplate | null =
    template && missing === null ? { name: template.name, language: template.language, variables } : null;
  return {
    templates,
    template,
    filled,
    missing: template ? (missing ? t("fillIn", { name: missing }) : null) : t("choose"),
    choose,
    values,
    setValue: (name: string, value: string) => setValues((all) => ({ ...all, [name]: value })),
    /** How it reads; what is not filled in yet stays visible. */
    reads:
      template && readTemplate(template, Object.fromEntries(Object.entries(variables).filter(([, v]) => v !== ""))),
  };
}

type TemplateFieldsProps = {
  choice: ReturnType<typeof useTemplateChoice>;
  /** How the carrier's list came. */
  answer: { isPending: boolean; error: unknown };
};

/** One of the approved templates, its variables, and how it will read. */
export function TemplateFields({ choice, answer }: TemplateFieldsProps) {
  const t = useTranslations("inbox.template");
  const errorText = useErrorText();
  if (answer.isPending) return <SkeletonRows rows={3} kind="text" />;
  if (answer.error) {
    const { reason, params } = refusalOf(answer.error);
    return (
      <p role="alert" className="text-danger-text">
        {errorText(reason, params)}
      </p>
    );
  }
  const { templates, template, values } = choice;
  if (templates.length === 0) return <p className="text-ink-2">{t("none")}</p>;
  return (
    <div className="flex flex-col gap-3">
      <Field label={t("template")}>
        <Combobox
          items={templates.map((one) => ({
            value: keyOf(one),
            label: [one.name, one.language].filter(Boolean).join(" · "),
            keywords: one.text,
          }))}
          value={template ? keyOf(template) : null}
          onValueChange={choice.choose}
          placeholder={t("choose")}
        />
      </Field>
      {template?.variables.map((name) => (
        <Field key={`${keyOf(template)} ${name}`} label={name}>
          <Input
            value={values[name] ?? ""}
            maxLength={1024}
            onChange={(event) => choice.setValue(name, event.target.value)}
          />
        </Field>
      ))}
      {template && (
        <div>
          <p className="pb-1 text-12 text-ink-3">{t("preview")}</p>
          <p className="written whitespace-pre-wrap rounded-2 bg-sunken px-3 py-2">{choice.reads}</p>
        </div>
      )}
    </div>
  );
}
