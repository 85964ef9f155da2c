"use client";

import { useQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import type { ConversationRow } from "@/app/_live/types";
import { useTRPC } from "@/app/_trpc/client";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { SearchList } from "@/app/_ui/search-list";
import { StatusDot } from "@/app/_ui/status-dot";
import { Textarea } from "@/app/_ui/textarea";
import { availabilityLook } from "../../_components/availability";
import { nameOf, useVerbs } from "./use-verbs";

type Target =
  | { kind: "member"; id: string; name: string; availability: keyof typeof availabilityLook; open: number }
  | { kind: "queue"; id: string; name: string; members: number; online: number };

/** To whom: people with their availability and load, queues with who is there. Arrows choose, Enter hands over. */
export function TransferDialog({
  row,
  open,
  onOpenChange,
}: {
  row: ConversationRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations("inbox.transfer");
  const trpc = useTRPC();
  const verbs = useVerbs();
  const box = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const answer = useQuery({
    ...trpc.conversations.transferTargets.queryOptions({ search: "" }),
    staleTime: 5_000,
    refetchOnMount: "always",
  });

  const targets = useMemo<Target[]>(() => {
    const wanted = search.trim().toLocaleLowerCase();
    const all: Target[] = [
      ...(answer.data?.members ?? []).map((one) => ({ kind: "member" as const, ...one })),
      ...(answer.data?.queues ?? []).map((one) => ({ kind: "queue" as const, ...one })),
    ];
    return all.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  }, [answer.data, search]);
  const current = targets.find(({ id }) => id === chosen) ?? (search.trim() === "" ? undefined : targets[0]);

  const confirm = async () => {
    if (!current || busy) return;
    setBusy(true);
    const to = current.kind === "member" ? { memberId: current.id } : { queueId: current.id };
    const done = await verbs.transfer(row.id, to, current.name, note.trim() || undefined);
    setBusy(false);
    if (done) onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title={t("title", { name: nameOf(row) })}
      initialFocus={box}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("cancel")}</Button>
          <Button
            variant="primary"
            loading={busy}
            disabledReason={current ? undefined : t("choose")}
            onClick={() => void confirm()}
          >
            {current ? t("confirmTo", { name: current.name }) : t("confirm")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <SearchList
          label={t("search")}
          listLabel={t("list")}
          box={box}
          text={search}
          onText={(next) => {
            setSearch(next);
            setChosen(null);
          }}
          current={current?.id ?? null}
          onChoose={setChosen}
          onConfirm={() => void confirm()}
          pending={answer.isPending}
          nothing={t(answer.isError ? "failed" : "nobody")}
          items={targets.map((target) => ({
            key: target.id,
            group: t(target.kind),
            content: <TargetRow target={target} />,
          }))}
        />
        <Field label={t("note")} optional help={t("noteHelp")}>
          <Textarea
            rows={2}
            autoGrow
            className="max-h-40"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
      </div>
    </Dialog>
  );
}

function TargetRow({ target }: { target: Target }) {
  const t = useTranslations("inbox.transfer");
  const tAvailability = useTranslations("inbox.availability");
  return (
    <>
      {target.kind === "member" ? (
        <Avatar id={target.id} name={target.name} size="s" />
      ) : (
        <span className="grid size-[22px] flex-none place-items-center rounded-1 bg-active text-ink-2">
          <UsersRound className="icon-14" />
        </span>
      )}
      <bdi className="cut min-w-0 flex-1 font-medium">{target.name}</bdi>
      {target.kind === "member" ? (
        <>
          <StatusDot {...availabilityLook[target.availability]} className="text-12 text-ink-2">
            {tAvailability(target.availability)}
          </StatusDot>
          <span className="w-16 flex-none text-right text-12 text-ink-3 tabular-nums">
            {t("open", { count: target.open })}
          </span>
        </>
      ) : (
        <span className="flex-none text-12 text-ink-3 tabular-nums">
          {t("members", { members: target.members, online: target.online })}
        </span>
      )}
    </>
  );
}
