"use client";

import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Button } from "@/app/_ui/button";
import { Refusal } from "../../_components/refusal";
import { useSubmit } from "../../_components/use-submit";
import { submitAccept } from "../../actions";

/** For the one the invitation is for, signed in already. */
export function AcceptButton({ token, workspace }: { token: string; workspace: string }) {
  const t = useTranslations("auth.invite");
  const form = useForm({ defaultValues: { token } });
  const { submit, refused } = useSubmit(form, submitAccept);
  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5">
      <Refusal text={refused?.text} />
      <Button type="submit" variant="primary" size="lg" loading={form.formState.isSubmitting} className="w-full">
        {t("submit", { workspace })}
      </Button>
    </form>
  );
}
