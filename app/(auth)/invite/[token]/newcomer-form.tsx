"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { PasswordInput } from "@/app/_ui/password-input";
import { AcceptAsNewcomer } from "@/server/people/shapes";
import { Refusal } from "../../_components/refusal";
import { useSubmit } from "../../_components/use-submit";
import { submitAcceptAsNewcomer } from "../../actions";

/** For somebody without an account: the mail has proven the address. */
export function NewcomerForm({ token, email, workspace }: { token: string; email: string; workspace: string }) {
  const t = useTranslations("auth");
  const form = useForm({
    resolver: zodResolver(AcceptAsNewcomer),
    mode: "onTouched",
    defaultValues: { token, name: "", password: "" },
  });
  const { ref, submit, errorOf, refused } = useSubmit(form, submitAcceptAsNewcomer);
  return (
    <form ref={ref} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Field label={t("yourName")} help={t("invite.nameHelp")} error={errorOf("name")}>
        <Input size="lg" autoComplete="name" autoFocus {...form.register("name")} />
      </Field>
      <Field label={t("password")} help={t("passwordHelp")} error={errorOf("password")}>
        <PasswordInput size="lg" autoComplete="new-password" {...form.register("password")} />
      </Field>
      <Refusal text={refused?.text} />
      <Button type="submit" variant="primary" size="lg" loading={form.formState.isSubmitting} className="w-full">
        {t("invite.submit", { workspace })}
      </Button>
    </form>
  );
}
