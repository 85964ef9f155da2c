"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/app/_ui/field";
import { Select } from "@/app/_ui/select";
import { triggersFor } from "@/server/domain/flow/triggers";
import { type ProblemAt, SettingsForm } from "./settings/settings-form";
import { useEditor, useEditorStore } from "./store";
import { triggerOf } from "./triggers";
import { useWords } from "./words";

/** What starts the flow, shown at its start. */
export function TriggerSettings({ problemAt }: { problemAt: ProblemAt }) {
  const t = useTranslations("flows.panel");
  const words = useWords();
  const editor = useEditorStore();
  const kind = useEditor((state) => state.kind);
  const trigger = useEditor((state) => state.trigger);
  const settings = useEditor((state) => state.settings);
  const type = triggerOf(trigger.id);
  const items = triggersFor(kind).map(({ id, label }) => ({ value: id, label: words(label) }));
  const whole = type?.schema.safeParse(trigger.config);
  const config = (whole?.success ? whole.data : trigger.config) as Record<string, unknown>;
  return (
    <>
      <Field label={t("trigger")} help={type?.help && words(type.help)} error={problemAt("trigger.id")}>
        <Select
          items={items}
          value={trigger.id}
          onValueChange={(id) => editor.getState().setTrigger({ id, config: {} })}
        />
      </Field>
      {type && (
        <SettingsForm
          fields={type.fields}
          config={config}
          problemAt={(path) => problemAt(`trigger.${path}`)}
          onChange={(key, value) =>
            editor.getState().setTrigger({ id: trigger.id, config: { ...config, [key]: value } })
          }
        />
      )}
      <Field label={t("onTakeover")}>
        <Select
          items={[
            { value: "pause", label: t("takeover.pause") },
            { value: "end", label: t("takeover.end") },
            { value: "continue", label: t("takeover.continue") },
          ]}
          value={settings.onTakeover}
          onValueChange={(onTakeover) => editor.getState().setSettings({ ...settings, onTakeover })}
        />
      </Field>
    </>
  );
}
