"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { formatPhone } from "@/app/_ui/phone-number";
import { toast } from "@/app/_ui/toast";

/** A phone with a number of one's own choosing. */
export function AddPhoneDialog({
  channelId,
  onClose,
  onAdded,
}: {
  channelId: string;
  onClose: () => void;
  onAdded: () => unknown;
}) {
  const t = useTranslations("phones");
  const common = useTranslations("common");
  const form = useId();
  const trpc = useTRPC();
  const problemText = useProblemText();
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const add = useMutation(
    trpc.sandbox.addPhone.mutationOptions({
      onSuccess: async (added) => {
        await onAdded();
        toast.done(t("done.added", { number: formatPhone(added.address) }));
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ channelId, address, name });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("addOwnTitle")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button type="submit" form={form} variant="primary" loading={add.isPending} disabled={address.trim() === ""}>
            {t("addConfirm")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="flex flex-col gap-3.5">
        <Field label={t("number")} error={add.error ? problemText(add.error) : undefined}>
          <Input
            type="tel"
            value={address}
            placeholder="+1 503 555 0164"
            onChange={(event) => {
              setAddress(event.target.value);
              add.reset();
            }}
          />
        </Field>
        <Field label={t("name")} optional help={t("nameHelp")}>
          <Input
            value={name}
            maxLength={60}
            placeholder={t("namePlaceholder")}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
