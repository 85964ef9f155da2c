"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useDeferredValue, useId, useRef, useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { refusalOf } from "@/app/_live/refusal";
import { useTRPC, useTRPCClient } from "@/app/_trpc/client";
import { Alert } from "@/app/_ui/alert";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { Dialog } from "@/app/_ui/dialog";
import { Input } from "@/app/_ui/input";
import { formatPhone, PhoneNumber } from "@/app/_ui/phone-number";
import { SkeletonRows } from "@/app/_ui/skeleton";
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
  const list = useId();
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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const place = found.findIndex(({ id }) => id === chosen);
    if (event.key === "ArrowDown") setChosen(found[Math.min(found.length - 1, place + 1)]?.id ?? null);
    else if (event.key === "ArrowUp") setChosen(found[Math.max(0, place - 1)]?.id ?? null);
    else if (event.key === "Enter") void attach();
    else return;
    event.preventDefault();
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
        <Input
          ref={box}
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={current ? `${list}-${current.id}` : undefined}
          aria-label={t("search")}
          placeholder={t("search")}
          start={<Search className="icon-14" />}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div id={list} role="listbox" aria-label={t("search")} className="max-h-72 overflow-y-auto">
          {answer.isPending ? (
            <SkeletonRows kind="text" rows={3} />
          ) : found.length === 0 ? (
            <p className="px-2 py-3 text-ink-2">{t("nobody")}</p>
          ) : (
            found.map((one) => (
              <button
                key={one.id}
                id={`${list}-${one.id}`}
                type="button"
                role="option"
                tabIndex={-1}
                aria-selected={one.id === chosen}
                onClick={() => setChosen(one.id)}
                className={cn(
                  "flex min-h-12 w-full items-center gap-2.5 rounded-2 px-2 py-1.5 text-left hover:bg-hover",
                  one.id === chosen && "bg-selected hover:bg-selected",
                )}
              >
                <Avatar id={one.id} name={one.name} />
                <span className="min-w-0 flex-1">
                  <bdi className="cut block font-medium">{one.name}</bdi>
                  <span className="cut block text-12 text-ink-3">
                    {one.company && `${one.company} · `}
                    {one.addresses[0] && <PhoneNumber e164={one.addresses[0]} />}
                  </span>
                </span>
              </button>
            ))
          )}
        </div>
      </div>
    </Dialog>
  );
}
