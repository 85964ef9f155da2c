"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Controller, useForm, useWatch } from "react-hook-form";
import { told, useFieldErrors } from "@/app/_i18n/field-errors";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf, useProblemText } from "@/app/_trpc/problem";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { useTypedEarly } from "@/app/_ui/use-typed-early";
import { SlugField } from "@/app/_workspace/slug-field";
import { useSlugOfName } from "@/app/_workspace/use-slug";
import { CreateWorkspace } from "@/server/tenants/shapes";
import { Refusal } from "../_components/refusal";

type Props = { host: string; name: string; personName: string; locale: "en" | "zh-CN"; zone: string };

/** A business's name makes its address, until somebody writes one himself. */
export function CreateWorkspaceForm({ host, name, personName, locale, zone }: Props) {
  const t = useTranslations("auth");
  const problemText = useProblemText();
  const trpc = useTRPC();
  const create = useMutation(trpc.workspace.create.mutationOptions());
  const [written, setWritten] = useState(false);
  const form = useForm({
    resolver: zodResolver(CreateWorkspace),
    mode: "onTouched",
    defaultValues: { name, slug: "", personName, locale, timeZone: zone },
  });
  const { control, register, setValue, setError, formState } = form;
  const made = useSlugOfName(useWatch({ control, name: "name" }), !written);
  useEffect(() => {
    if (made && !written) setValue("slug", made);
  }, [made, written, setValue]);

  const submit = form.handleSubmit(async (values) => {
    try {
      // The browser's zone, which the server may not have heard of yet.
      const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || values.timeZone;
      const { slug } = await create.mutateAsync({ ...values, timeZone });
      window.location.assign(`/${slug}`);
      await new Promise((resolve) => setTimeout(resolve, 10_000)); // stay busy until the page is there
    } catch (error) {
      if (problemOf(error)?.reason === "slugTaken") setError("slug", { type: told, message: problemText(error) });
    }
  });
  const errorOf = useFieldErrors(form);
  const ref = useTypedEarly(form);
  const elsewhere = create.error && problemOf(create.error)?.reason !== "slugTaken" ? create.error : null;
  return (
    <form ref={ref} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
      <Field label={t("yourName")} help={t("start.nameHelp")} error={errorOf("personName")}>
        <Input
          size="lg"
          autoComplete="name"
          autoFocus={!personName}
          defaultValue={personName}
          {...register("personName")}
        />
      </Field>
      <Field label={t("start.business")} error={errorOf("name")}>
        <Input
          size="lg"
          autoComplete="organization"
          autoFocus={Boolean(personName)}
          placeholder={t("start.businessPlaceholder")}
          defaultValue={name}
          {...register("name")}
        />
      </Field>
      <Controller
        control={control}
        name="slug"
        render={({ field }) => (
          <SlugField
            host={host}
            size="lg"
            value={field.value}
            onChange={(slug) => {
              setWritten(slug !== "");
              field.onChange(slug);
            }}
            onBlur={field.onBlur}
            error={errorOf("slug")}
          />
        )}
      />
      <Refusal text={elsewhere ? problemText(elsewhere) : undefined} />
      <Button type="submit" variant="primary" size="lg" loading={formState.isSubmitting} className="w-full">
        {t("start.submit")}
      </Button>
      <p className="text-12 text-ink-3">{t("start.settings", { timeZone: zone })}</p>
    </form>
  );
}
