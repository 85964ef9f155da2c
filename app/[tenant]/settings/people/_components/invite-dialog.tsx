"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Controller, useForm } from "react-hook-form";
import { useFieldErrors } from "@/app/_i18n/field-errors";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Checkbox } from "@/app/_ui/checkbox";
import { Dialog, DialogClose } from "@/app/_ui/dialog";
import { Field, Fieldset } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { RadioCards } from "@/app/_ui/radio-cards";
import { toast } from "@/app/_ui/toast";
import { Invite } from "@/server/people/shapes";

const roles = ["agent", "admin"] as const;

/** Asks somebody by mail to come and work here. */
export function InviteDialog({ close, changed }: { close: () => void; changed: () => Promise<unknown> }) {
  const t = useTranslations("people");
  const common = useTranslations("common");
  const problemText = useProblemText();
  const trpc = useTRPC();
  const id = useId();
  const invite = useMutation(trpc.people.invite.mutationOptions());
  const form = useForm({
    resolver: zodResolver(Invite),
    mode: "onTouched",
    defaultValues: { email: "", role: "agent" as const, takesConversations: true },
  });
  const { control, register, formState } = form;
  const submit = form.handleSubmit(async (values) => {
    try {
      await invite.mutateAsync(values);
    } catch {
      return; // shown below
    }
    toast.done(t("invited", { email: values.email }));
    close();
    await changed();
  });
  const errorOf = useFieldErrors(form);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={t("inviteTitle")}
      description={t("inviteText")}
      footer={
        <>
          <DialogClose render={<Button>{common("cancel")}</Button>} />
          <Button variant="primary" type="submit" form={id} loading={formState.isSubmitting}>
            {t("send")}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} noValidate className="flex flex-col gap-3.5">
        <Field label={t("email")} error={errorOf("email")}>
          <Input type="email" autoComplete="off" autoFocus {...register("email")} />
        </Field>
        <Fieldset legend={t("role")}>
          <Controller
            control={control}
            name="role"
            render={({ field }) => (
              <RadioCards
                label={t("role")}
                value={field.value}
                onValueChange={field.onChange}
                items={roles.map((value) => ({
                  value,
                  label: t(`roles.${value}`),
                  description: t(`roleNotes.${value}`),
                }))}
              />
            )}
          />
        </Fieldset>
        <Controller
          control={control}
          name="takesConversations"
          render={({ field }) => (
            <Checkbox
              label={t("takes")}
              description={t("takesNote")}
              checked={field.value}
              onCheckedChange={field.onChange}
            />
          )}
        />
        {invite.error && (
          <Alert tone="danger" role="alert">
            {problemText(invite.error)}
          </Alert>
        )}
      </form>
    </Dialog>
  );
}
