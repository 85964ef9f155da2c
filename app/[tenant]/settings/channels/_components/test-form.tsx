"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Check, CheckCheck, CircleAlert, CircleHelp, Clock3, LoaderCircle, Send } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactElement, useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf, useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { formatPhone } from "@/app/_ui/phone-number";
import { Select } from "@/app/_ui/select";
import { Textarea } from "@/app/_ui/textarea";
import type { ChannelDetail } from "@/server/channels/get";

/** How often the outcome is asked for while it is still open. */
const ASK_MS = 700;

/** One real message from one of the channel's numbers, and what becomes of it. */
export function TestForm({ slug, channel }: { slug: string; channel: ChannelDetail }) {
  const t = useTranslations("channels.testing");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const [numberId, setNumberId] = useState(channel.numbers[0]?.id ?? "");
  const [to, setTo] = useState("");
  const [toError, setToError] = useState<string>();
  const [text, setText] = useState(t("defaultText"));
  const send = useMutation(
    trpc.channels.sendTest.mutationOptions({
      onError: (error) => {
        const reason = problemOf(error)?.reason;
        if (reason === "channel.badNumber" || reason === "channel.testToItself") setToError(problemText(error));
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to.trim() === "") setToError(t("toNeeded"));
    else send.mutate({ channelId: channel.id, numberId, to, text });
  };
  if (!channel.enabled) return <p className="text-ink-2">{t("onlyOn")}</p>;
  if (channel.numbers.length === 0) return <p className="text-ink-2">{t("noNumber")}</p>;
  return (
    <form noValidate onSubmit={submit} className="flex max-w-[480px] flex-col gap-3.5">
      <div className="grid gap-3.5 sm:grid-cols-2">
        <Field label={t("from")}>
          <Select
            value={numberId}
            onValueChange={setNumberId}
            items={channel.numbers.map(({ id, address }) => ({ value: id, label: formatPhone(address) }))}
          />
        </Field>
        <Field label={t("to")} error={toError}>
          <Input
            type="tel"
            value={to}
            placeholder="+1 503 555 0164"
            onChange={(event) => {
              setTo(event.target.value);
              setToError(undefined);
            }}
          />
        </Field>
      </div>
      <Field label={t("text")}>
        <Textarea autoGrow value={text} maxLength={500} onChange={(event) => setText(event.target.value)} />
      </Field>
      {send.error && !toError && (
        <Alert tone="danger" role="alert">
          {problemText(send.error)}
        </Alert>
      )}
      {send.data && <Outcome messageId={send.data.messageId} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" icon={<Send />} loading={send.isPending} disabled={text.trim() === ""}>
          {t(send.data ? "again" : "send")}
        </Button>
        {channel.test && (
          <Link
            href={`/${slug}/channels/${channel.id}/phones`}
            className="rounded-1 font-medium text-accent-text hover:underline"
          >
            {t("openPhones")}
          </Link>
        )}
      </div>
    </form>
  );
}

type State =
  | "queued"
  | "sending"
  | "sent"
  | "delivered"
  | "read"
  | "failed"
  | "unknown"
  | "skipped"
  | "cancelled"
  | "held"
  | "bounced";

const marks: Record<State, { icon: ReactElement; tone: string }> = {
  held: { icon: <Clock3 />, tone: "text-ink-2" },
  queued: { icon: <Clock3 />, tone: "text-ink-2" },
  sending: { icon: <LoaderCircle className="animate-spin" />, tone: "text-ink-2" },
  sent: { icon: <Check />, tone: "text-success-text" },
  delivered: { icon: <CheckCheck />, tone: "text-success-text" },
  read: { icon: <CheckCheck />, tone: "text-accent-text" },
  failed: { icon: <CircleAlert />, tone: "text-danger-text" },
  bounced: { icon: <CircleAlert />, tone: "text-danger-text" },
  skipped: { icon: <CircleAlert />, tone: "text-warning-text" },
  cancelled: { icon: <CircleAlert />, tone: "text-warning-text" },
  unknown: { icon: <CircleHelp />, tone: "text-warning-text" },
};
const ended = new Set(["delivered", "read", "failed", "bounced", "skipped", "cancelled"]);

function Outcome({ messageId }: { messageId: string }) {
  const t = useTranslations("channels.testing.states");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data } = useQuery(
    trpc.channels.testResult.queryOptions(
      { messageId },
      { staleTime: 0, refetchInterval: ({ state }) => (state.data && ended.has(state.data.state) ? false : ASK_MS) },
    ),
  );
  if (!data) return null;
  const state = data.state as State;
  const { icon, tone } = marks[state] ?? marks.unknown;
  return (
    <p role="status" className={`flex items-start gap-2 font-medium ${tone}`}>
      <span className="pt-px">{icon}</span>
      <span>
        {t(state)}
        {data.reason && <span className="block font-normal text-ink-2">{errorText(`send.${data.reason}`)}</span>}
        {data.errorDetail && <span className="block font-mono font-normal text-12 text-ink-3">{data.errorDetail}</span>}
      </span>
    </p>
  );
}
