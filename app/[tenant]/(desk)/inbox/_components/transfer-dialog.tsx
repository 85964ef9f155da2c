"use client";

import { useQuery } from "@tanstack/react-query";
import { Search, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import type { ConversationRow } from "@/app/_live/types";
import { useTRPC } from "@/app/_trpc/client";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { SkeletonRows } from "@/app/_ui/skeleton";
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
  const tAvailability = useTranslations("inbox.availability");
  const trpc = useTRPC();
  const verbs = useVerbs();
  const box = useRef<HTMLInputElement>(null);
  const listId = useId();
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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") {
      event.preventDefault();
      void confirm();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const place = targets.findIndex(({ id }) => id === current?.id);
      const next = event.key === "ArrowDown" ? Math.min(targets.length - 1, place + 1) : Math.max(0, place - 1);
      const id = targets[next]?.id ?? null;
      setChosen(id);
      if (id) document.getElementById(`${listId}-${id}`)?.scrollIntoView({ block: "nearest" });
    }
  };

  const group = (kind: Target["kind"]) => targets.filter((target) => target.kind === kind);
  const option = (target: Target) => (
    <button
      key={target.id}
      id={`${listId}-${target.id}`}
      type="button"
      role="option"
      tabIndex={-1}
      aria-selected={target.id === current?.id}
      onClick={() => setChosen(target.id)}
      onDoubleClick={() => void confirm()}
      className={cn(
        "flex min-h-11 w-full items-center gap-2.5 rounded-2 px-2 text-left hover:bg-hover",
        target.id === current?.id && "bg-selected hover:bg-selected",
      )}
    >
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
    </button>
  );

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
        <Input
          ref={box}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={current ? `${listId}-${current.id}` : undefined}
          aria-label={t("search")}
          placeholder={t("search")}
          start={<Search className="icon-14" />}
          value={search}
          autoComplete="off"
          onChange={(event) => {
            setSearch(event.target.value);
            setChosen(null);
          }}
          onKeyDown={onKeyDown}
        />
        <div id={listId} role="listbox" aria-label={t("list")} className="max-h-[min(300px,40dvh)] overflow-y-auto">
          {answer.isPending ? (
            <SkeletonRows rows={3} kind="text" />
          ) : targets.length === 0 ? (
            <p className="px-2 py-3 text-ink-2">{t(answer.isError ? "failed" : "nobody")}</p>
          ) : (
            (["member", "queue"] as const).map((kind) =>
              group(kind).length === 0 ? null : (
                // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own
                <div key={kind} role="group" aria-label={t(kind)}>
                  <p aria-hidden className="px-2 pt-2 pb-1 text-12 text-ink-3">
                    {t(kind)}
                  </p>
                  {group(kind).map(option)}
                </div>
              ),
            )
          )}
        </div>
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
