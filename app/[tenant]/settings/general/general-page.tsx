"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Controller, useForm } from "react-hook-form";
import { told, useFieldErrors } from "@/app/_i18n/field-errors";
import { localeNames, locales } from "@/app/_i18n/locales";
import { PageBody } from "@/app/_shell/page-body";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf, useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Combobox } from "@/app/_ui/combobox";
import { CopyField } from "@/app/_ui/copy-button";
import { Field, FormSection } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { PageHeader } from "@/app/_ui/page-header";
import { Select } from "@/app/_ui/select";
import { toast } from "@/app/_ui/toast";
import { SlugField } from "@/app/_workspace/slug-field";
import { EditWorkspace } from "@/server/tenants/shapes";
import { timeZones } from "./time-zones";

type Workspace = { name: string; slug: string; shortId: string; locale: "en" | "zh-CN"; timeZone: string };

/** What the workspace is called, where it is found, and how it tells times. */
export function GeneralPage({ workspace, host, canEdit }: { workspace: Workspace; host: string; canEdit: boolean }) {
  const t = useTranslations("settings.general");
  const problemText = useProblemText();
  const router = useRouter();
  const trpc = useTRPC();
  const edit = useMutation(trpc.workspace.edit.mutationOptions());
  const { shortId, ...editable } = workspace;
  const form = useForm({ resolver: zodResolver(EditWorkspace), mode: "onTouched", defaultValues: editable });
  const { control, register, formState, setError } = form;
  const submit = form.handleSubmit(async (values) => {
    try {
      const { slug } = await edit.mutateAsync(values);
      toast.done(t("saved"));
      form.reset(values);
      if (slug === workspace.slug) router.refresh();
      else window.location.assign(`/${slug}/settings/general`);
    } catch (error) {
      const reason = problemOf(error)?.reason;
      if (reason === "slugTaken" || reason === "slugShape")
        setError("slug", { type: told, message: problemText(error) });
    }
  });
  const errorOf = useFieldErrors(form);
  const atSlug = ["slugTaken", "slugShape"].includes(problemOf(edit.error)?.reason ?? "");
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <PageBody narrow>
        {!canEdit && <Alert tone="info">{t("readOnly")}</Alert>}
        <form onSubmit={submit} noValidate>
          <FormSection title={t("nameTitle")} description={t("nameText")}>
            <Field label={t("name")} error={errorOf("name")} className="max-w-[360px]">
              <Input
                readOnly={!canEdit}
                autoComplete="organization"
                defaultValue={workspace.name}
                {...register("name")}
              />
            </Field>
          </FormSection>
          <FormSection title={t("addressTitle")} description={t("addressText")}>
            <Controller
              control={control}
              name="slug"
              render={({ field }) => (
                <SlugField
                  host={host}
                  own={workspace.slug}
                  value={field.value}
                  onChange={field.onChange}
                  onBlur={field.onBlur}
                  error={errorOf("slug")}
                  readOnly={!canEdit}
                  className="max-w-[360px]"
                />
              )}
            />
            <div className="max-w-[360px]">
              <p className="mb-1.5 font-medium">{t("permanent")}</p>
              <CopyField value={shortId} label={t("permanent")} />
              <p className="mt-1.5 text-12 text-ink-3">{t("permanentHelp")}</p>
            </div>
          </FormSection>
          <FormSection title={t("timesTitle")} description={t("timesText")}>
            <Controller
              control={control}
              name="locale"
              render={({ field }) => (
                <Field label={t("language")} help={t("languageHelp")} className="max-w-[360px]">
                  <Select
                    items={locales.map((value) => ({ value, label: localeNames[value] }))}
                    value={field.value}
                    onValueChange={field.onChange}
                    disabled={!canEdit}
                  />
                </Field>
              )}
            />
            <Controller
              control={control}
              name="timeZone"
              render={({ field }) => (
                <Field
                  label={t("timeZone")}
                  help={t("timeZoneHelp")}
                  error={errorOf("timeZone")}
                  className="max-w-[360px]"
                >
                  <Combobox
                    items={timeZones(workspace.timeZone)}
                    value={field.value}
                    onValueChange={(zone) => field.onChange(zone ?? "")}
                    disabled={!canEdit}
                  />
                </Field>
              )}
            />
            {edit.error && !atSlug && (
              <Alert tone="danger" role="alert">
                {problemText(edit.error)}
              </Alert>
            )}
            {canEdit && (
              <div>
                <Button type="submit" variant="primary" loading={formState.isSubmitting}>
                  {t("save")}
                </Button>
              </div>
            )}
          </FormSection>
        </form>
      </PageBody>
    </>
  );
}
