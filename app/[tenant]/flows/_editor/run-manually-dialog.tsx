"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useDeferredValue, useId, useRef, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { Dialog } from "@/app/_ui/dialog";
import { Input } from "@/app/_ui/input";
import { formatPhone } from "@/app/_ui/phone-number";
import { parsePhone } from "@/server/domain/phone";
import type { OpenFlow } from "./api";

type Someone = { key: string; name: string; about: string } & ({ contactId: string } | { address: string });

type RunManuallyProps = { flow: OpenFlow; onClose: () => void; onRan: (runId: string) => void };

/** Runs a flow on one person: a contact, found by name or number, or a phone number that is nobody's yet. */
export function RunManuallyDialog({ flow, onClose, onRan }: RunManuallyProps) {
  const t = useTranslations("flows.runManually");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const client = useQueryClient();
  const problemText = useProblemText();
  const box = useRef<HTMLInputElement>(null);
  const list = useId();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const wanted = useDeferredValue(text.trim());
  const { data: contacts } = useQuery({
    ...trpc.contacts.search.queryOptions({ text: wanted }),
    placeholderData: keepPreviousData,
  });
  const run = useMutation(trpc.flows.runManually.mutationOptions());
  const people: Someone[] = (contacts ?? []).map(({ id, name, addresses }) => ({
    key: id,
    name,
    about: addresses.map(formatPhone).join(", "),
    contactId: id,
  }));
  const phone = parsePhone(text);
  if (phone && !contacts?.some(({ addresses }) => addresses.includes(phone.e164))) {
    people.push({ key: phone.e164, name: formatPhone(phone.e164), about: t("number"), address: phone.e164 });
  }
  // What is alone fits: it need not be chosen.
  const target = people.find(({ key }) => key === chosen) ?? (people.length === 1 ? people[0] : undefined);

  const submit = async () => {
    if (!target || run.isPending) return;
    const whom = "contactId" in target ? { contactId: target.contactId } : { address: target.address };
    try {
      const { runId } = await run.mutateAsync({ flowId: flow.id, ...whom });
      await client.invalidateQueries(trpc.flows.runs.pathFilter());
      onRan(runId);
    } catch {
      // Said in the dialog, by the mutation's own state.
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const place = people.findIndex(({ key }) => key === target?.key);
    if (event.key === "ArrowDown") setChosen(people[Math.min(people.length - 1, place + 1)]?.key ?? null);
    else if (event.key === "ArrowUp") setChosen(people[Math.max(0, place - 1)]?.key ?? null);
    else if (event.key === "Enter") void submit();
    else return;
    event.preventDefault();
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      initialFocus={box}
      title={t("title", { name: flow.name })}
      description={t("body", { version: flow.versionNumber })}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            variant="primary"
            loading={run.isPending}
            disabledReason={target ? undefined : t("choose")}
            onClick={() => void submit()}
          >
            {t("run")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {run.isError && (
          <Alert tone="danger" role="alert">
            {problemText(run.error)}
          </Alert>
        )}
        <Input
          ref={box}
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={target ? `${list}-${target.key}` : undefined}
          aria-label={t("search")}
          placeholder={t("search")}
          start={<Search className="icon-14" />}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            run.reset();
          }}
          onKeyDown={onKeyDown}
        />
        <div id={list} role="listbox" aria-label={t("search")} className="max-h-56 overflow-y-auto empty:hidden">
          {people.map(({ key, name, about }) => (
            <button
              key={key}
              id={`${list}-${key}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={key === target?.key}
              onClick={() => setChosen(key)}
              className={cn(
                "flex min-h-11 w-full items-center gap-2.5 rounded-2 px-2 py-1.5 text-left hover:bg-hover",
                key === target?.key && "bg-selected hover:bg-selected",
              )}
            >
              <Avatar id={key} name={name} />
              <span className="min-w-0 flex-1">
                <bdi className="cut block font-medium">{name}</bdi>
                <span className="cut block text-12 text-ink-3">{about}</span>
              </span>
            </button>
          ))}
        </div>
        {contacts && people.length === 0 && (
          <p role="status" className="px-2 text-ink-2">
            {t("nobody")}
          </p>
        )}
      </div>
    </Dialog>
  );
}
