"use client";

import { Combobox, MultiCombobox } from "@/app/_ui/combobox";
import { Input } from "@/app/_ui/input";
import { NumberField } from "@/app/_ui/number-field";
import { RadioCards } from "@/app/_ui/radio-cards";
import { Select } from "@/app/_ui/select";
import { Textarea } from "@/app/_ui/textarea";
import type { FieldUi } from "@/server/domain/flow/types";
import { useWords } from "../words";
import { ApprovedInput } from "./approved-input";
import { useChoices } from "./choices";
import { ConditionsInput } from "./conditions-input";
import { ListInput } from "./list-input";
import type { Config, ProblemAt } from "./settings-form";
import { TextsInput } from "./texts-input";
import { DurationInput, TimeZoneInput, WeekdaysInput } from "./time-inputs";
import { VariableInput, WithVariables } from "./variable-input";

export type SettingProps = {
  ui: FieldUi;
  label: string;
  value: unknown;
  /** The settings beside it. */
  config: Config;
  path: string;
  problemAt: ProblemAt;
  onChange: (value: unknown) => void;
};

const asText = (value: unknown): string => (typeof value === "string" ? value : "");
const asList = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

/** One setting, shown as its `ui.input` says. */
export function SettingInput(props: SettingProps) {
  const { ui, value, onChange } = props;
  const placeholder = useWords()(ui.placeholder ?? { en: "", "zh-CN": "" }) || undefined;
  switch (ui.input) {
    case "text":
      return (
        <Input
          value={asText(value)}
          maxLength={ui.max ?? 200}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "multiline":
      return (
        <Textarea
          autoGrow
          className="max-h-64 min-h-20"
          maxLength={ui.max ?? 2000}
          value={asText(value)}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "template":
    case "expression":
      return (
        <WithVariables
          kind={ui.input}
          value={asText(value)}
          placeholder={placeholder}
          max={ui.max}
          onChange={onChange}
        />
      );
    case "conditions":
      return <ConditionsInput {...props} />;
    case "number":
      return (
        <NumberField
          value={typeof value === "number" ? value : null}
          min={ui.min}
          max={ui.max}
          width={96}
          onValueChange={(next) => onChange(next ?? ui.min ?? 0)}
        />
      );
    case "select":
      return <OneOf {...props} />;
    case "reference":
      return <Reference {...props} />;
    case "references":
      return <References {...props} />;
    case "variable":
      return <VariableInput sets={ui.sets === true} value={asText(value)} onChange={onChange} />;
    case "duration":
      return <DurationInput {...props} />;
    case "time":
      return (
        <Input type="time" className="w-32" value={asText(value)} onChange={(event) => onChange(event.target.value)} />
      );
    case "weekdays":
      return <WeekdaysInput {...props} />;
    case "timezone":
      return <TimeZoneInput value={asText(value)} onChange={onChange} />;
    case "texts":
      return <TextsInput label={props.label} value={asList(value)} max={ui.max ?? 20} onChange={onChange} />;
    case "approved":
      return <ApprovedInput {...props} />;
    case "list":
      return <ListInput {...props} />;
    default:
      return null;
  }
}

function OneOf({ ui, label, value, onChange }: SettingProps) {
  const words = useWords();
  const items = (ui.options ?? []).map((option) => ({ value: option.value, label: words(option.label) }));
  const chosen = asText(value);
  return items.length <= 3 ? (
    <RadioCards
      label={label}
      items={items}
      value={chosen}
      onValueChange={onChange}
      className="gap-1.5 [&>label]:py-2"
    />
  ) : (
    <Select items={items} value={chosen} onValueChange={onChange} />
  );
}

function Reference({ ui, config, value, onChange }: SettingProps) {
  const choices = useChoices(ui.source, config);
  const chosen = asText(value);
  return (
    <Combobox
      items={choices}
      value={chosen || null}
      clearable={!ui.required}
      onValueChange={(next) => onChange(next ?? "")}
    />
  );
}

function References({ ui, config, value, onChange }: SettingProps) {
  const choices = useChoices(ui.source, config);
  return <MultiCombobox items={choices} value={asList(value)} onValueChange={onChange} />;
}
