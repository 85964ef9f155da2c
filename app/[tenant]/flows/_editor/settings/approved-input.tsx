"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_trpc/client";
import { Combobox } from "@/app/_ui/combobox";
import { Field } from "@/app/_ui/field";
import type { Approved } from "@/server/domain/flow/fields";
import type { SettingProps } from "./setting-input";
import { WithVariables } from "./variable-input";

const keyOf = ({ name, language }: Pick<Approved, "name" | "language">) => `${name} ${language}`;

/** An approved template of one of the channels, how it reads, and what fills each of its variables. */
export function ApprovedInput({ value, path, problemAt, onChange }: SettingProps) {
  const t = useTranslations("flows.settings");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.flows.messageTemplates.queryOptions(undefined, { staleTime: 60_000 }));
  const chosen = value as Approved | null;
  const known = data?.templates ?? [];
  const items = known.map((one) => ({
    value: keyOf(one),
    label: [one.name, one.language].filter(Boolean).join(" · "),
    description: one.channel,
    keywords: one.text,
  }));
  // What was chosen stays to be seen while the carrier cannot be asked, or no longer lists it.
  if (chosen && !known.some((one) => keyOf(one) === keyOf(chosen)))
    items.push({ value: keyOf(chosen), label: chosen.name, description: "", keywords: "" });
  const choose = (key: string | null) => {
    const template = known.find((one) => keyOf(one) === key);
    if (!template) return;
    const { name, language, text, variables } = template;
    const before = new Map(chosen?.variables.map((one) => [one.name, one.value]));
    const filled = variables.map((variable) => ({ name: variable, value: before.get(variable) ?? "" }));
    onChange({ name, language, text, variables: filled } satisfies Approved);
  };
  return (
    <div className="flex flex-col gap-3">
      <Combobox
        label={t("template")}
        items={items}
        value={chosen ? keyOf(chosen) : null}
        onValueChange={choose}
        placeholder={t("chooseTemplate")}
      />
      {data && data.unavailable.length > 0 && (
        <p className="text-12 text-warning-text">
          {t("templatesUnavailable", { channels: data.unavailable.join(", ") })}
        </p>
      )}
      {data && items.length === 0 && <p className="text-12 text-ink-3">{t("noTemplates")}</p>}
      {chosen && <p className="written whitespace-pre-wrap rounded-2 bg-sunken px-3 py-2">{chosen.text}</p>}
      {chosen?.variables.map((variable, index) => (
        <Field
          key={`${keyOf(chosen)} ${variable.name}`}
          label={t("templateVariable", { name: variable.name })}
          error={problemAt(`${path}.variables.${index}`)}
        >
          <WithVariables
            kind="template"
            value={variable.value}
            max={2000}
            onChange={(next) =>
              onChange({
                ...chosen,
                variables: chosen.variables.map((one, other) => (other === index ? { ...one, value: next } : one)),
              })
            }
          />
        </Field>
      ))}
    </div>
  );
}
