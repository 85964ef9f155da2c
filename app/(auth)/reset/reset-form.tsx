"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { PasswordInput } from "@/app/_ui/password-input";
import { Reset } from "@/server/auth/shapes";
import { Refusal } from "../_components/refusal";
import { useSubmit } from "../_components/use-submit";
import { submitReset } from "../actions";

export function ResetForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations("auth");
  const form = useForm({ resolver: zodResolver(Reset), mode: "onTouched", defaultValues: { token, password: "" } });
  const { ref, submit, errorOf, refused } = useSubmit(form, submitReset);
  return (
    <form ref={ref} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
      {/* Tells password managers whose password it is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Field label={t("newPassword")} help={t("passwordHelp")} error={errorOf("password")}>
        <PasswordInput size="lg" autoComplete="new-password" autoFocus {...form.register("password")} />
      </Field>
      <Refusal text={refused?.text} />
      <Button type="submit" variant="primary" size="lg" loading={form.formState.isSubmitting} className="w-full">
        {t("reset.submit")}
      </Button>
    </form>
  );
}
