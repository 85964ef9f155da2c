"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { useSlugCheck } from "./use-slug";

type SlugFieldProps = {
  /** What stands before it: "patchbay.example". */
  host: string;
  value: string;
  onChange: (slug: string) => void;
  onBlur?: () => void;
  /** The workspace's present address. */
  own?: string;
  /** What the server said when the form was sent. */
  error?: string;
  readOnly?: boolean;
  size?: "md" | "lg";
  className?: string;
};

/** The workspace's part of its address, with a word on whether it can be had. */
export function SlugField({ host, value, onChange, onBlur, own, error, readOnly, size, className }: SlugFieldProps) {
  const t = useTranslations("settings.slug");
  const { answer, looking } = useSlugCheck(readOnly ? "" : value, own);
  const address = `${host}/${value}`;
  const suggestion = answer?.suggestion;
  const wrong =
    answer && answer.state !== "free" ? (
      <>
        {t(answer.state, { address })}{" "}
        {suggestion && (
          <button
            type="button"
            onClick={() => onChange(suggestion)}
            className="rounded-1 font-medium text-accent-text underline underline-offset-2"
          >
            {t("use", { suggestion })}
          </button>
        )}
      </>
    ) : undefined;
  const help: ReactNode =
    answer?.state === "free" || (own !== undefined && value === own && !readOnly) ? (
      <span className="flex items-start gap-1.5">
        <Check className="icon-14 mt-[0.15em] text-success-text" />
        <span className="[overflow-wrap:anywhere]">{t(value === own ? "yours" : "free", { address })}</span>
      </span>
    ) : looking ? (
      `${t("checking")}…`
    ) : (
      t("shape")
    );
  return (
    <Field label={t("label")} help={help} error={wrong ?? error} className={className}>
      <Input
        size={size}
        start={<span className="max-w-[16ch] truncate">{host}/</span>}
        value={value}
        onChange={(event) => onChange(event.target.value.toLowerCase().replace(/\s+/g, "-"))}
        onBlur={onBlur}
        readOnly={readOnly}
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        maxLength={40}
      />
    </Field>
  );
}
