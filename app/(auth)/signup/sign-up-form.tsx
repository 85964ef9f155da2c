"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { AuthCard } from "@/app/_shell/auth-card";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { PasswordInput } from "@/app/_ui/password-input";
import { SignUp } from "@/server/auth/shapes";
import { CheckMail } from "../_components/check-mail";
import { Refusal } from "../_components/refusal";
import { useSubmit } from "../_components/use-submit";
import { linkTo } from "../_components/words";
import { submitSignUp } from "../actions";

/** Address and password; then where to look for the mail. Going back keeps what was typed. */
export function SignUpForm(given: { email: string; workspace: string; hasMailbox: boolean }) {
  const t = useTranslations("auth");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({
    resolver: zodResolver(SignUp),
    mode: "onTouched",
    defaultValues: { email: given.email, password: "", workspace: given.workspace },
  });
  const { ref, submit, errorOf, refused } = useSubmit(form, submitSignUp, ({ email }) => setSentTo(email));
  if (sentTo) {
    return (
      <CheckMail
        about="signup"
        email={sentTo}
        hasMailbox={given.hasMailbox}
        again={() => submitSignUp(form.getValues())}
        other={() => setSentTo(null)}
      />
    );
  }
  return (
    <AuthCard
      title={t("signup.title")}
      description={t("signup.description")}
      footer={t.rich("signup.have", { a: linkTo("/login") })}
    >
      <form ref={ref} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
        <Field label={t("workEmail")} error={errorOf("email")}>
          <Input
            type="email"
            size="lg"
            autoComplete="username"
            autoFocus={!given.email}
            defaultValue={given.email}
            {...form.register("email")}
          />
        </Field>
        <Field label={t("password")} help={t("passwordHelp")} error={errorOf("password")}>
          <PasswordInput
            size="lg"
            autoComplete="new-password"
            autoFocus={Boolean(given.email)}
            {...form.register("password")}
          />
        </Field>
        <Refusal text={refused?.text} />
        <Button type="submit" variant="primary" size="lg" loading={form.formState.isSubmitting} className="w-full">
          {t("signup.submit")}
        </Button>
        <p className="text-12 text-ink-3">{t("signup.next")}</p>
      </form>
    </AuthCard>
  );
}
