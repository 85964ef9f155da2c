"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { told, useFieldErrors } from "@/app/_i18n/field-errors";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { toast } from "@/app/_ui/toast";
import { useTypedEarly } from "@/app/_ui/use-typed-early";
import { RenameSelf } from "@/server/people/shapes";

export function NameForm({ name }: { name: string }) {
  const t = useTranslations("settings.account");
  const problemText = useProblemText();
  const router = useRouter();
  const trpc = useTRPC();
  const rename = useMutation(trpc.account.rename.mutationOptions());
  const form = useForm({ resolver: zodResolver(RenameSelf), mode: "onTouched", defaultValues: { name } });
  const submit = form.handleSubmit(async (values) => {
    try {
      await rename.mutateAsync(values);
      toast.done(t("savedName"));
      router.refresh();
    } catch (error) {
      form.setError("name", { type: told, message: problemText(error) });
    }
  });
  const errorOf = useFieldErrors(form);
  const ref = useTypedEarly(form);
  return (
    <form ref={ref} onSubmit={submit} noValidate className="flex max-w-[360px] flex-col gap-3.5">
      <Field label={t("name")} error={errorOf("name")}>
        <Input autoComplete="name" defaultValue={name} {...form.register("name")} />
      </Field>
      <div>
        <Button type="submit" loading={form.formState.isSubmitting}>
          {t("saveName")}
        </Button>
      </div>
    </form>
  );
}
