"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { Input } from "./input";

/** A password with Show and Hide; hidden again when the form is sent, so that managers recognise it. */
export function PasswordInput(props: Omit<ComponentProps<typeof Input>, "type" | "end">) {
  const t = useTranslations("common");
  const [shown, setShown] = useState(false);
  return (
    <Input
      autoComplete="current-password"
      autoCapitalize="off"
      spellCheck={false}
      {...props}
      type={shown ? "text" : "password"}
      end={
        <button
          type="button"
          aria-pressed={shown}
          aria-label={t("showPassword")}
          onClick={() => setShown(!shown)}
          className="h-control-sm rounded-1 px-1.5 font-medium text-12 text-accent-text hover:bg-hover"
        >
          {shown ? t("hide") : t("show")}
        </button>
      }
    />
  );
}
