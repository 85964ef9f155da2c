"use client";

import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useFieldControl, useFieldLabelId } from "./field";
import { PasswordInput } from "./password-input";

type SecretFieldProps = {
  /** Whether a value is kept already. It is never sent to the browser. */
  stored: boolean;
  name?: string;
  value?: string | null;
  /** A new value, or `null` to keep the stored one. */
  onChange?: (value: string | null) => void;
  /** "Changed by Ana Ruiz, 3 Nov 16:41" */
  changedBy?: string;
  placeholder?: string;
  disabled?: boolean;
};

/** A token or key: stored, never shown again, to be replaced. */
export function SecretField({ stored, name, value, onChange, changedBy, placeholder, disabled }: SecretFieldProps) {
  const t = useTranslations("common");
  const control = useFieldControl();
  const labelId = useFieldLabelId();
  const input = useRef<HTMLInputElement>(null);
  const [replacing, setReplacing] = useState(false);
  if (stored && !replacing) {
    return (
      <div>
        <div className="flex h-control items-center gap-2 rounded-2 bg-sunken pr-1 pl-2.5 inset-ring inset-ring-line">
          <Lock className="icon-14 text-ink-3" />
          <span className="cut flex-1 text-ink-2">{t("secretStored")}</span>
          <button
            type="button"
            {...control}
            // The field's label alone would hide what the button does: "API key, Replace".
            aria-labelledby={labelId && control.id ? `${labelId} ${control.id}` : undefined}
            disabled={disabled}
            onClick={() => {
              setReplacing(true);
              requestAnimationFrame(() => input.current?.focus());
            }}
            className="h-control-sm flex-none rounded-1 px-2 font-medium text-12 hover:bg-hover disabled:text-disabled"
          >
            {t("replace")}
          </button>
        </div>
        {changedBy && <p className="mt-1.5 text-12 text-ink-3">{changedBy}</p>}
      </div>
    );
  }
  return (
    <div className="flex items-center gap-2">
      <PasswordInput
        ref={input}
        name={name}
        mono
        autoComplete="off"
        placeholder={placeholder}
        disabled={disabled}
        value={value ?? ""}
        onChange={(event) => onChange?.(event.target.value)}
      />
      {stored && (
        <button
          type="button"
          onClick={() => {
            setReplacing(false);
            onChange?.(null);
          }}
          className="h-control-sm flex-none rounded-1 px-2 font-medium text-12 text-ink-2 hover:bg-hover"
        >
          {t("keepStored")}
        </button>
      )}
    </div>
  );
}
