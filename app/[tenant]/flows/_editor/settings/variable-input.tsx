"use client";

import { Variable } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Combobox } from "@/app/_ui/combobox";
import { Input } from "@/app/_ui/input";
import { Popover } from "@/app/_ui/popover";
import { Textarea } from "@/app/_ui/textarea";
import { useVariables } from "./choices";

/** The name of a variable: made here, or chosen among what is there. */
export function VariableInput({
  sets,
  value,
  onChange,
}: {
  sets: boolean;
  value: string;
  onChange: (value: string) => void;
}) {
  const variables = useVariables(!sets);
  if (!sets)
    return (
      <Combobox items={variables} value={value || null} clearable onValueChange={(next) => onChange(next ?? "")} />
    );
  return (
    <Input
      mono
      start={<span className="font-mono text-12">var_</span>}
      className="[&_input]:pl-0.5"
      spellCheck={false}
      autoComplete="off"
      value={value.replace(/^var_/, "")}
      maxLength={40}
      onChange={(event) => onChange(variableName(event.target.value))}
    />
  );
}

/** What was typed, as a name may be written; nothing typed is no name. */
function variableName(typed: string): string {
  const rest = typed
    .replace(/^var_/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]/g, "_");
  return rest === "" ? "" : `var_${rest}`;
}

type WithVariablesProps = {
  kind: "template" | "expression";
  value: string;
  placeholder?: string;
  max?: number;
  onChange: (value: string) => void;
};

/** A text or an expression, with the variables at hand: one is put in where the caret is. */
export function WithVariables({ kind, value, placeholder, max, onChange }: WithVariablesProps) {
  const t = useTranslations("flows.settings");
  const box = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState(false);
  const variables = useVariables(open);
  const insert = (name: string | null) => {
    const area = box.current;
    if (!area || !name) return;
    const { selectionStart: from, selectionEnd: to } = area;
    const word = kind === "template" ? `{{ ${name} }}` : name;
    onChange(value.slice(0, from) + word + value.slice(to));
    setOpen(false);
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(from + word.length, from + word.length);
    });
  };
  return (
    <div>
      <Textarea
        ref={box}
        autoGrow
        mono={kind === "expression"}
        spellCheck={kind === "template"}
        className={kind === "template" ? "max-h-72 min-h-20" : "max-h-48 min-h-9"}
        rows={kind === "template" ? 3 : 1}
        maxLength={max ?? (kind === "template" ? 20_000 : 2_000)}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button variant="ghost" size="sm" icon={<Variable />}>
            {t("insertVariable")}
          </Button>
        }
        title={t("insertVariable")}
      >
        <Combobox label={t("variable")} items={variables} value={null} onValueChange={insert} />
      </Popover>
    </div>
  );
}
