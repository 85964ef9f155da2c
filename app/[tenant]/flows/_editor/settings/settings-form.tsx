"use client";

import { Field, Fieldset } from "@/app/_ui/field";
import { Switch } from "@/app/_ui/switch";
import { isIdle, isShown } from "@/server/domain/flow/node";
import type { FieldUi, Field as Setting } from "@/server/domain/flow/types";
import { useEditor } from "../store";
import { useWords } from "../words";
import { SettingInput } from "./setting-input";

export type Config = Record<string, unknown>;

/** What is wrong with the setting at a path, in words. */
export type ProblemAt = (path: string) => string | undefined;

type SettingsFormProps = {
  fields: Readonly<Record<string, Setting>>;
  config: Config;
  onChange: (key: string, value: unknown) => void;
  problemAt: ProblemAt;
  /** Of the settings in a row of a list: `cases.2.`. */
  prefix?: string;
};

/** Settings that are several controls in one, and so are named as a group. */
const grouped = new Set<FieldUi["input"]>(["conditions", "list", "approved", "duration", "weekdays", "texts"]);

/** The form of a node or a trigger, made from what its settings say about themselves. */
export function SettingsForm({ fields, config, onChange, problemAt, prefix = "" }: SettingsFormProps) {
  const words = useWords();
  const kind = useEditor((state) => state.kind);
  return (
    <div className="flex flex-col gap-3.5">
      {Object.entries(fields).map(([key, { ui }]) => {
        // The id of a row is made by the list; files have no place to come from in a flow.
        if (!isShown(fields, key, config) || key === "id" || ui.input === "files") return null;
        if (isIdle(ui, config, kind, config[key])) return null;
        const path = prefix + key;
        const label = words(ui.label);
        const help = ui.help && words(ui.help);
        const error = problemAt(path);
        const input = (
          <SettingInput
            key={key}
            ui={ui}
            label={label}
            value={config[key]}
            config={config}
            path={path}
            problemAt={problemAt}
            onChange={(value) => onChange(key, value)}
          />
        );
        if (ui.input === "switch") {
          return (
            <Switch
              key={key}
              label={label}
              description={error ?? help}
              checked={config[key] === true}
              onCheckedChange={(on) => onChange(key, on)}
            />
          );
        }
        const asGroup = grouped.has(ui.input) || (ui.input === "select" && (ui.options?.length ?? 0) <= 3);
        return asGroup ? (
          <Fieldset key={key} legend={label} help={help} error={error} className="text-13">
            {input}
          </Fieldset>
        ) : (
          <Field key={key} label={label} optional={isOptional(ui)} help={help} error={error}>
            {input}
          </Field>
        );
      })}
    </div>
  );
}

const isOptional = ({ input, required }: FieldUi): boolean =>
  !required &&
  ["text", "multiline", "template", "expression", "reference", "references", "variable", "timezone"].includes(input);
