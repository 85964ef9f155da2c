"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue, useRef, useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { refusalOf } from "@/app/_live/refusal";
import { useTRPC, useTRPCClient } from "@/app/_trpc/client";
import { Alert } from "@/app/_ui/alert";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { formatPhone, PhoneNumber } from "@/app/_ui/phone-number";
import { SearchList } from "@/app/_ui/search-list";
import { toast } from "@/app/_ui/toast";

type AttachDialogProps = {
  conversationId: string;
  address: string;
  onClose: () => void;
  onSaved: () => Promise<unknown> | undefined;
};

/** This address belongs to somebody we know already: look him up, and the two become one. */
export function AttachDialog({ conversationId, address, onClose, onSaved }: AttachDialogProps) {
  const t = useTranslations("contacts.attach");
  const trpc = useTRPC();
  const api = useTRPCClient();
  const errorText = useErrorText();
  const box = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(true);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const wanted = useDeferredValue(text.trim());
  const answer = useQuery({
    ...trpc.contacts.search.queryOptions({ text: wanted }),
    placeholderData: keepPreviousData,
  });
  const found = answer.data ?? [];
  const current = found.find(({ id }) => id === chosen);
  const close = () => {
    setOpen(false);
    setTimeout(onClose, 250);
  };
  const attach = async () => {
    if (!current) return;
    setBusy(true);
    setFailure(null);
    try {
      await api.contacts.attach.mutate({ conversationId, contactId: current.id });
      await onSaved();
      toast.done(t("done", { name: current.name }));
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
      initialFocus={box}
      title={t("title", { address: formatPhone(address) })}
      description={t("body")}
      footer={
        <>
          <Button onClick={close}>{t("cancel")}</Button>
          <Button
            variant="primary"
            loading={busy}
            disabledReason={current ? undefined : t("choose")}
            onClick={() => void attach()}
          >
            {t("confirm")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {failure && (
          <Alert tone="danger" role="alert">
            {failure}
          </Alert>
        )}
        <SearchList
          label={t("search")}
          box={box}
          text={text}
          onText={setText}
          current={current?.id ?? null}
          onChoose={setChosen}
          onConfirm={() => void attach()}
          pending={answer.isPending}
          nothing={t("nobody")}
          items={found.map((one) => ({
            key: one.id,
            content: (
              <>
                <Avatar id={one.id} name={one.name} />
                <span className="min-w-0 flex-1">
                  <bdi className="cut block font-medium">{one.name}</bdi>
                  <span className="cut block text-12 text-ink-3">
                    {one.company && `${one.company} · `}
                    {one.addresses[0] && <PhoneNumber e164={one.addresses[0]} />}
                  </span>
                </span>
              </>
            ),
          }))}
        />
      </div>
    </Dialog>
  );
}
