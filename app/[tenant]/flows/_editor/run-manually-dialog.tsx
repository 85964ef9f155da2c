"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue, useRef, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { formatPhone } from "@/app/_ui/phone-number";
import { SearchList } from "@/app/_ui/search-list";
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
        <SearchList
          label={t("search")}
          box={box}
          text={text}
          onText={(next) => {
            setText(next);
            run.reset();
          }}
          current={target?.key ?? null}
          onChoose={setChosen}
          onConfirm={() => void submit()}
          pending={!contacts}
          nothing={t("nobody")}
          items={people.map(({ key, name, about }) => ({
            key,
            content: (
              <>
                <Avatar id={key} name={name} />
                <span className="min-w-0 flex-1">
                  <bdi className="cut block font-medium">{name}</bdi>
                  <span className="cut block text-12 text-ink-3">{about}</span>
                </span>
              </>
            ),
          }))}
        />
      </div>
    </Dialog>
  );
}
