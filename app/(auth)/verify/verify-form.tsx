"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { PasswordInput } from "@/app/_ui/password-input";
import { Verify } from "@/server/auth/shapes";
import { Refusal } from "../_components/refusal";
import { useSubmit } from "../_components/use-submit";
import { submitVerify } from "../actions";

/** One click in the browser that signed up; the password in any other. */
export function VerifyForm({ token, name, sameBrowser }: { token: string; name?: string; sameBrowser: boolean }) {
  const t = useTranslations("auth");
  const form = useForm({ resolver: zodResolver(Verify), defaultValues: { token, password: "" } });
  const { ref, submit, errorOf, refused } = useSubmit(form, (values) => submitVerify({ ...values, name }));
  return (
    <form ref={ref} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
      {!sameBrowser && (
        <Field label={t("password")} help={t("verify.elsewhere")} error={errorOf("password")}>
          <PasswordInput size="lg" autoFocus {...form.register("password")} />
        </Field>
      )}
      <Refusal text={refused?.text} />
      <Button type="submit" variant="primary" size="lg" loading={form.formState.isSubmitting} className="w-full">
        {t("verify.submit")}
      </Button>
    </form>
  );
}
