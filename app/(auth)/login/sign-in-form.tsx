"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { PasswordInput } from "@/app/_ui/password-input";
import { SignIn } from "@/server/auth/shapes";
import { Refusal } from "../_components/refusal";
import { useSubmit } from "../_components/use-submit";
import { submitSignIn } from "../actions";

export function SignInForm({ next, email }: { next: string | null; email: string }) {
  const t = useTranslations("auth");
  const form = useForm({ resolver: zodResolver(SignIn), mode: "onTouched", defaultValues: { email, password: "" } });
  const { ref, submit, errorOf, refused } = useSubmit(form, (values) =>
    submitSignIn({ ...values, next: next ?? undefined }),
  );
  return (
    <form ref={ref} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
      <Field label={t("email")} error={errorOf("email")}>
        <Input
          type="email"
          size="lg"
          autoComplete="username"
          autoFocus={!email}
          defaultValue={email}
          {...form.register("email")}
        />
      </Field>
      <Field
        label={t("password")}
        error={errorOf("password")}
        side={
          <Link href="/forgot" className="rounded-1 font-medium text-accent-text hover:underline">
            {t("login.forgot")}
          </Link>
        }
      >
        <PasswordInput size="lg" autoFocus={Boolean(email)} {...form.register("password")} />
      </Field>
      <Refusal text={refused?.text} />
      <Button type="submit" variant="primary" size="lg" loading={form.formState.isSubmitting} className="w-full">
        {t("login.submit")}
      </Button>
    </form>
  );
}
