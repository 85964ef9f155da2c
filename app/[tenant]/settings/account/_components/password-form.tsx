"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { useFieldErrors } from "@/app/_i18n/field-errors";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf, useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { PasswordInput } from "@/app/_ui/password-input";
import { toast } from "@/app/_ui/toast";
import { useTypedEarly } from "@/app/_ui/use-typed-early";
import { ChangePassword } from "@/server/auth/shapes";

const empty = { current: "", password: "" };

export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations("settings.account");
  const problemText = useProblemText();
  const trpc = useTRPC();
  const client = useQueryClient();
  const change = useMutation(trpc.account.changePassword.mutationOptions());
  const form = useForm({ resolver: zodResolver(ChangePassword), mode: "onTouched", defaultValues: empty });
  const submit = form.handleSubmit(async (values) => {
    try {
      await change.mutateAsync(values);
      form.reset(empty);
      toast.done(t("savedPassword"));
      await client.invalidateQueries(trpc.account.sessions.pathFilter());
    } catch (error) {
      if (problemOf(error)?.reason === "passwordWrong") form.setError("current", { message: "passwordWrong" });
    }
  });
  const errorOf = useFieldErrors(form);
  const ref = useTypedEarly(form);
  const elsewhere = change.error && problemOf(change.error)?.reason !== "passwordWrong" ? change.error : null;
  return (
    <form ref={ref} onSubmit={submit} noValidate className="flex max-w-[360px] flex-col gap-3.5">
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Field label={t("current")} help={t("noPassword")} error={errorOf("current")}>
        <PasswordInput {...form.register("current")} />
      </Field>
      <Field label={t("new")} error={errorOf("password")}>
        <PasswordInput autoComplete="new-password" {...form.register("password")} />
      </Field>
      {elsewhere && (
        <Alert tone="danger" role="alert">
          {problemText(elsewhere)}
        </Alert>
      )}
      <div>
        <Button type="submit" loading={form.formState.isSubmitting}>
          {t("savePassword")}
        </Button>
      </div>
    </form>
  );
}
