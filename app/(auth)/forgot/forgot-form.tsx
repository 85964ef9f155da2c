"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { AuthCard } from "@/app/_shell/auth-card";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { AskReset } from "@/server/auth/shapes";
import { CheckMail } from "../_components/check-mail";
import { Refusal } from "../_components/refusal";
import { useSubmit } from "../_components/use-submit";
import { linkTo } from "../_components/words";
import { submitForgot } from "../actions";

export function ForgotForm({ hasMailbox }: { hasMailbox: boolean }) {
  const t = useTranslations("auth");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({ resolver: zodResolver(AskReset), mode: "onTouched", defaultValues: { email: "" } });
  const { ref, submit, errorOf, refused } = useSubmit(form, submitForgot, ({ email }) => setSentTo(email));
  if (sentTo) {
    return (
      <CheckMail
        about="reset"
        email={sentTo}
        hasMailbox={hasMailbox}
        again={() => submitForgot({ email: sentTo })}
        other={() => setSentTo(null)}
      />
    );
  }
  return (
    <AuthCard
      title={t("forgot.title")}
      description={t("forgot.description")}
      footer={t.rich("forgot.back", { a: linkTo("/login") })}
    >
      <form ref={ref} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
        <Field label={t("email")} error={errorOf("email")}>
          <Input type="email" size="lg" autoComplete="username" autoFocus {...form.register("email")} />
        </Field>
        <Refusal text={refused?.text} />
        <Button type="submit" variant="primary" size="lg" loading={form.formState.isSubmitting} className="w-full">
          {t("forgot.submit")}
        </Button>
      </form>
    </AuthCard>
  );
}
