"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useRef, useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { refusalOf } from "@/app/_live/refusal";
import { useTRPCClient } from "@/app/_trpc/client";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { Textarea } from "@/app/_ui/textarea";
import { toast } from "@/app/_ui/toast";

type ContactDialogProps = {
  /** Of whom a contact is made; absent when one is edited. */
  conversationId?: string;
  contact?: { id: string; name: string; company: string; note: string };
  address: string;
  onClose: () => void;
  onSaved: () => Promise<unknown> | undefined;
};

/** Name, company and a note: of a newcomer, or of a contact that is there already. */
export function ContactDialog({ conversationId, contact, address, onClose, onSaved }: ContactDialogProps) {
  const t = useTranslations("contacts.dialog");
  const api = useTRPCClient();
  const errorText = useErrorText();
  const form = useId();
  const first = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(true);
  const [fields, setFields] = useState({
    name: contact?.name ?? "",
    company: contact?.company ?? "",
    note: contact?.note ?? "",
  });
  const [missing, setMissing] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const close = () => {
    setOpen(false);
    setTimeout(onClose, 250);
  };
  const set = (field: keyof typeof fields) => (event: { target: { value: string } }) => {
    setFields((before) => ({ ...before, [field]: event.target.value }));
    if (field === "name") setMissing(false);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (fields.name.trim() === "") {
      setMissing(true);
      first.current?.focus();
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      if (contact) await api.contacts.update.mutate({ contactId: contact.id, ...fields });
      else if (conversationId) await api.contacts.create.mutate({ conversationId, ...fields });
      await onSaved();
      toast.done(t(contact ? "saved" : "added", { name: fields.name.trim() }));
      close();
    } catch (error) {
      const { reason, params } = refusalOf(error);
      setFailure(errorText(reason, params));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      dismissible={false}
      initialFocus={first}
      title={t(contact ? "edit" : "add")}
      description={<PhoneNumber e164={address} />}
      footer={
        <>
          <Button onClick={close}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" form={form} loading={busy}>
            {t(contact ? "save" : "addVerb")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={(event) => void save(event)} className="flex flex-col gap-3.5">
        {failure && (
          <Alert tone="danger" role="alert">
            {failure}
          </Alert>
        )}
        <Field label={t("name")} error={missing ? t("nameMissing") : undefined}>
          <Input ref={first} value={fields.name} onChange={set("name")} maxLength={120} autoComplete="off" />
        </Field>
        <Field label={t("company")} optional>
          <Input value={fields.company} onChange={set("company")} maxLength={120} autoComplete="off" />
        </Field>
        <Field label={t("note")} optional help={t("noteHelp")}>
          <Textarea
            rows={3}
            autoGrow
            className="max-h-60"
            value={fields.note}
            onChange={set("note")}
            maxLength={4000}
          />
        </Field>
      </form>
    </Dialog>
  );
}
