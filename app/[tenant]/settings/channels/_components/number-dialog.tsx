"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Layers, UsersRound } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useDeferredValue, useId, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf, useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { Combobox } from "@/app/_ui/combobox";
import { Dialog } from "@/app/_ui/dialog";
import { Field, Fieldset } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { formatPhone } from "@/app/_ui/phone-number";
import { RadioCards } from "@/app/_ui/radio-cards";
import { Segmented } from "@/app/_ui/segmented";
import { toast } from "@/app/_ui/toast";
import { TwoBoxPicker } from "@/app/_ui/two-box-picker";
import type { FormField } from "@/server/channels/carrier";
import type { ChannelDetail, NumberRow } from "@/server/channels/get";
import { typedNumber } from "@/server/domain/typed-number";
import { useChannelsChanged, useWords } from "./use-channel";

type Kind = "queue" | "member";
type Who = "everyone" | "some";

/** Add a number, or change where its messages go and who may write first from it. */
export function NumberDialog({
  channel,
  number,
  onClose,
}: {
  channel: ChannelDetail;
  number: NumberRow | null;
  onClose: () => void;
}) {
  const t = useTranslations("channels.numbers");
  const auth = useTranslations("channels.auth");
  const common = useTranslations("common");
  const form = useId();
  const trpc = useTRPC();
  const words = useWords();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const { data: queues } = useQuery(trpc.queues.list.queryOptions());
  const { data: agents } = useQuery(trpc.queues.agents.queryOptions());
  const { data: groups } = useQuery(trpc.groups.list.queryOptions());
  const [address, setAddress] = useState(number ? formatPhone(number.address) : "");
  const [kind, setKind] = useState<Kind>(number?.destination?.kind ?? "queue");
  const [target, setTarget] = useState<string | null>(number?.destination?.id ?? null);
  const [who, setWho] = useState<Who>(number && !number.everyoneMayStart ? "some" : "everyone");
  const [starters, setStarters] = useState<string[]>([
    ...(number?.starterGroups.map(({ id }) => id) ?? []),
    ...(number?.starters.map(({ id }) => id) ?? []),
  ]);
  const [fields, setFields] = useState<Record<string, string>>(number?.fields ?? {});
  const [errors, setErrors] = useState<{ address?: string; target?: string; field?: string }>({});
  const [badFields, setBadFields] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string>();

  const read = typedNumber(address);
  const destination = target === null ? null : kind === "queue" ? { queueId: target } : { memberId: target };
  // Where the carrier has numbers of its own form, only the server can read them.
  const readable = read !== null || channel.ownAddresses;
  const asked = useDeferredValue(read?.e164 ?? (channel.ownAddresses ? address.trim() : ""));
  const { data: conflicts = [] } = useQuery(
    trpc.channels.numberConflicts.queryOptions(
      { channelId: channel.id, address: asked, destination, ...(number ? { numberId: number.id } : {}) },
      { enabled: asked !== "" || destination !== null, placeholderData: (before) => before, staleTime: 2_000 },
    ),
  );
  const taken = conflicts.find((conflict) => conflict.kind === "taken");

  const save = useMutation(
    trpc.channels.saveNumber.mutationOptions({
      onSuccess: async (saved) => {
        await changed();
        toast.done(t("saved", { number: formatPhone(saved.address) }));
        onClose();
      },
      onError: (error) => {
        const text = problemText(error);
        const refused = problemOf(error);
        if (refused?.reason === "channel.badNumber" || refused?.reason === "channel.numberTaken")
          setErrors({ address: text });
        else if (refused?.reason === "channel.badField") setErrors({ field: String(refused.params.field ?? "") });
        else setProblem(text);
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    const found = {
      ...(address.trim() === "" ? { address: t("numberNeeded") } : readable ? {} : { address: t("numberBad") }),
      ...(destination ? {} : { target: t("destinationNeeded") }),
    };
    setErrors(found);
    const bad = new Set(channel.numberFields.filter((one) => isBad(one, fields[one.name])).map(({ name }) => name));
    setBadFields(bad);
    if (!destination || bad.size > 0 || Object.keys(found).length > 0) return;
    const groupIds = new Set([...(groups ?? []), ...(number?.starterGroups ?? [])].map(({ id }) => id));
    save.mutate({
      channelId: channel.id,
      ...(number ? { numberId: number.id } : {}),
      address,
      fields,
      destination,
      everyoneMayStart: who === "everyone",
      starterIds: starters.filter((id) => !groupIds.has(id)),
      starterGroupIds: starters.filter((id) => groupIds.has(id)),
    });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      dismissible={false}
      size="xl"
      title={number ? t("editNamed", { number: formatPhone(number.address) }) : t("add")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button type="submit" form={form} variant="primary" loading={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="flex flex-col gap-4">
        {problem && (
          <Alert tone="danger" role="alert">
            {problem}
          </Alert>
        )}
        <Field
          label={t("number")}
          className="max-w-80"
          error={errors.address ?? (taken ? t("conflict.taken", { channel: taken.channel }) : undefined)}
          help={<NumberReads text={address} />}
        >
          <Input
            type="tel"
            value={address}
            placeholder="+1 415 555 0100"
            onChange={(event) => {
              setAddress(event.target.value);
              setErrors(({ address: _, ...rest }) => rest);
            }}
            onBlur={() => {
              if (address.trim() !== "" && !readable) setErrors((before) => ({ ...before, address: t("numberBad") }));
            }}
          />
        </Field>
        {channel.numberFields.map((field) => (
          <Field
            key={field.name}
            label={words(field.label)}
            optional={!field.required}
            help={field.help && words(field.help)}
            error={
              badFields.has(field.name)
                ? auth((fields[field.name] ?? "").trim() === "" ? "needed" : "bad")
                : errors.field === field.name
                  ? problemText(save.error)
                  : undefined
            }
            className="max-w-80"
          >
            <Input
              mono
              value={fields[field.name] ?? ""}
              placeholder={field.placeholder}
              onChange={(event) => {
                setFields((before) => ({ ...before, [field.name]: event.target.value }));
                setBadFields((before) => new Set([...before].filter((name) => name !== field.name)));
              }}
              onBlur={() => {
                if (fields[field.name] && isBad(field, fields[field.name]))
                  setBadFields((before) => new Set(before).add(field.name));
              }}
            />
          </Field>
        ))}
        <Fieldset legend={t("destination")} help={t("destinationHelp")} error={errors.target}>
          <div className="flex flex-wrap items-center gap-2">
            <Segmented
              label={t("destination")}
              value={kind}
              onValueChange={(next) => {
                setKind(next);
                setTarget(null);
              }}
              items={[
                { value: "queue", label: t("queue") },
                { value: "member", label: t("agent") },
              ]}
            />
            <div className="w-full max-w-72">
              {kind === "queue" ? (
                <Combobox
                  key="queue"
                  label={t("queue")}
                  value={target}
                  placeholder={t("chooseQueue")}
                  empty={t("noQueues")}
                  onValueChange={setTarget}
                  items={(queues ?? []).map(({ id, name }) => ({
                    value: id,
                    label: name,
                    icon: <Layers className="icon-14" />,
                  }))}
                />
              ) : (
                <Combobox
                  key="member"
                  label={t("agent")}
                  value={target}
                  placeholder={t("chooseAgent")}
                  onValueChange={setTarget}
                  items={(agents ?? []).map(({ id, name, email }) => ({
                    value: id,
                    label: name,
                    description: email,
                    icon: <Avatar id={id} name={name} size="xs" />,
                  }))}
                />
              )}
            </div>
          </div>
        </Fieldset>
        {conflicts.map((conflict) =>
          conflict.kind === "queueEmpty" ? (
            <Alert key={conflict.kind} tone="warning">
              {t("conflict.queueEmpty", { queue: conflict.queue })}
            </Alert>
          ) : conflict.kind === "memberDisabled" ? (
            <Alert key={conflict.kind} tone="warning">
              {t("conflict.memberDisabled", { member: conflict.member })}
            </Alert>
          ) : null,
        )}
        <Fieldset legend={t("who")}>
          <RadioCards<Who>
            label={t("who")}
            columns={2}
            value={who}
            onValueChange={setWho}
            items={[
              { value: "everyone", label: t("everyone"), description: t("everyoneHelp") },
              { value: "some", label: t("some"), description: t("someHelp") },
            ]}
          />
        </Fieldset>
        {who === "some" && (
          <TwoBoxPicker
            label={t("who")}
            items={[
              ...(groups ?? []).map(({ id, name, members }) => ({
                value: id,
                label: name,
                description: t("groupPeople", { count: members.length }),
                keywords: members.map((one) => one.name).join(" "),
                icon: <UsersRound className="text-ink-3" />,
                group: t("groups"),
              })),
              ...(agents ?? []).map(({ id, name, email }) => ({
                value: id,
                label: name,
                description: email,
                icon: <Avatar id={id} name={name} size="s" />,
                ...(groups && groups.length > 0 ? { group: t("agents") } : {}),
              })),
            ]}
            value={starters}
            onValueChange={setStarters}
            nothingSelected={t("nobody")}
          />
        )}
      </form>
    </Dialog>
  );
}

const isBad = ({ required, pattern }: FormField, typed = "") =>
  typed.trim() === "" ? required : pattern !== undefined && !new RegExp(pattern, "u").test(typed.trim());

/** What we make of a number while it is typed: its usual form and its country. */
function NumberReads({ text }: { text: string }) {
  const t = useTranslations("channels.numbers");
  const locale = useLocale();
  const read = typedNumber(text);
  if (!read) return t("numberHelp");
  const number = formatPhone(read.e164);
  const country = read.country && new Intl.DisplayNames([locale], { type: "region" }).of(read.country);
  return <bdi>{country ? t("numberReads", { number, country }) : t("numberReadsPlain", { number })}</bdi>;
}
