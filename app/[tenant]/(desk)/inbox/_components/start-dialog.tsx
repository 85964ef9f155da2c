"use client";

import { useQuery } from "@tanstack/react-query";
import { SquarePen } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useDeferredValue, useId, useRef, useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { useActions } from "@/app/_live/live-provider";
import { refusalOf } from "@/app/_live/refusal";
import { useTRPC } from "@/app/_trpc/client";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { ChannelBadge, type ChannelKind } from "@/app/_ui/channel-badge";
import { Dialog } from "@/app/_ui/dialog";
import { EmptyState } from "@/app/_ui/empty-state";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { Select } from "@/app/_ui/select";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { Textarea } from "@/app/_ui/textarea";
import type { StartPreview } from "@/server/conversations/start-preview";
import { shownAddress } from "../../_components/address";
import { SmsMeter, useSmsSize } from "./sms-meter";
import { TemplateFields, useTemplateChoice } from "./template-fields";
import { usePlace } from "./use-place";

/** Write to a customer first: from which number, to whom, and the message with which the conversation begins. */
export default function StartDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("inbox.start");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const actions = useActions();
  const { go } = usePlace();
  const form = useId();
  const toBox = useRef<HTMLInputElement>(null);
  const clientId = useRef(crypto.randomUUID());
  const numbers = useQuery({ ...trpc.conversations.startNumbers.queryOptions(), staleTime: 10_000 });
  const [chosen, setChosen] = useState<string | null>(null);
  const [to, setTo] = useState("");
  const [text, setText] = useState("");
  const [missing, setMissing] = useState<{ to?: string; text?: string }>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const size = useSmsSize(text, true);
  const from = numbers.data?.find(({ id }) => id === chosen) ?? numbers.data?.[0];
  const templatesOnly = from !== undefined && from.freeText !== "always";
  const templates = useQuery({
    ...trpc.conversations.startTemplates.queryOptions({ numberId: from?.id ?? "" }),
    enabled: templatesOnly,
    staleTime: 60_000,
    retry: false,
  });
  const choice = useTemplateChoice(templates.data ?? []);

  const asked = useDeferredValue(to.trim());
  const preview = useQuery(
    trpc.conversations.startPreview.queryOptions(
      { numberId: from?.id ?? "", to: asked },
      { enabled: from !== undefined && asked.length > 3, placeholderData: (before) => before, staleTime: 2_000 },
    ),
  );
  const customer = asked.length > 3 ? preview.data : undefined;
  const obstacle = customer?.understood ? customer.obstacle : null;

  const openConversation = (conversationId: string) => {
    onClose();
    go({ view: { name: "recent" }, conversationId });
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!from || busy || obstacle || (templatesOnly && !choice.filled)) return;
    const found = {
      ...(to.trim() === "" || (customer && !customer.understood) ? { to: errorText("badNumber") } : {}),
      ...(!templatesOnly && text.trim() === "" ? { text: t("textNeeded") } : {}),
    };
    setMissing(found);
    setProblem(undefined);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      const said = templatesOnly && choice.filled ? { template: choice.filled } : { text };
      openConversation(await actions.start({ numberId: from.id, to, clientId: clientId.current, ...said }));
    } catch (error) {
      const { reason, params } = refusalOf(error);
      if (reason === "openExists") openConversation(String(params.conversationId));
      else if (reason === "badNumber" || reason === "ownNumber") setMissing({ to: errorText(reason, params) });
      else setProblem(reason === "offline" ? t("offline") : errorText(reason, params));
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      dismissible={text.trim() === "" && !choice.template}
      size="lg"
      title={t("title")}
      initialFocus={toBox}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          {obstacle?.kind === "openExists" ? (
            <Button variant="primary" onClick={() => openConversation(obstacle.conversationId)}>
              {t("openIt")}
            </Button>
          ) : (
            <Button
              type="submit"
              form={form}
              variant="primary"
              loading={busy}
              disabledReason={
                obstacle
                  ? t(`obstacle.${obstacle.kind}`, { name: nameIn(obstacle) })
                  : (templatesOnly && choice.missing) || undefined
              }
            >
              {t("send")}
            </Button>
          )}
        </>
      }
    >
      {numbers.isPending ? (
        <SkeletonRows rows={3} kind="text" />
      ) : numbers.isError ? (
        <Alert tone="danger" actions={<Button onClick={() => void numbers.refetch()}>{t("again")}</Button>}>
          {t("failed")}
        </Alert>
      ) : numbers.data.length === 0 ? (
        <EmptyState icon={<SquarePen />} title={t("noNumbers")}>
          {t("noNumbersBody")}
        </EmptyState>
      ) : (
        <form id={form} noValidate onSubmit={submit} className="flex flex-col gap-4">
          {problem && (
            <Alert tone="danger" role="alert">
              {problem}
            </Alert>
          )}
          <Field label={t("from")}>
            <Select
              value={from?.id ?? null}
              onValueChange={setChosen}
              items={numbers.data.map(({ id, kind, address, channelName }) => ({
                value: id,
                label: `${shownAddress(address)} · ${channelName}`,
                icon: <ChannelBadge kind={kind as ChannelKind} />,
              }))}
            />
          </Field>
          <Field label={t("to")} error={missing.to} help={<Customer preview={customer} hint={t("toHelp")} />}>
            <Input
              ref={toBox}
              type="tel"
              inputMode="tel"
              autoComplete="off"
              value={to}
              placeholder="+1 415 555 0100"
              onChange={(event) => {
                setTo(event.target.value);
                setMissing(({ to: _, ...rest }) => rest);
              }}
            />
          </Field>
          {obstacle && (
            <Alert tone={obstacle.kind === "openExists" ? "info" : "warning"} role="status">
              {t(`obstacle.${obstacle.kind}`, { name: nameIn(obstacle) })}
            </Alert>
          )}
          {templatesOnly ? (
            <>
              <p className="text-12 text-ink-2">{t(`begins.${from.freeText}`)}</p>
              <TemplateFields choice={choice} answer={templates} />
            </>
          ) : (
            <Field label={t("message")} error={missing.text} help={<SmsMeter text={text} size={size} />}>
              <Textarea
                rows={4}
                autoGrow
                className="max-h-60 min-h-24"
                value={text}
                onChange={(event) => {
                  setText(event.target.value);
                  setMissing(({ text: _, ...rest }) => rest);
                }}
              />
            </Field>
          )}
        </form>
      )}
    </Dialog>
  );
}

type Obstacle = NonNullable<Extract<StartPreview, { understood: true }>["obstacle"]>;
const nameIn = (obstacle: Obstacle) => (obstacle.kind === "openElsewhere" ? obstacle.ownerName || "–" : "");

/** How the typed number reads: country, number, and who it is if we know him. */
function Customer({ preview, hint }: { preview: StartPreview | undefined; hint: string }) {
  const locale = useLocale();
  if (!preview?.understood) return hint;
  const { country, display, contactName } = preview;
  const land = country && new Intl.DisplayNames(locale, { type: "region" }).of(country);
  return (
    <>
      {land && `${land} · `}
      <bdi dir="ltr" className="tabular-nums">
        {display}
      </bdi>
      {contactName && (
        <>
          {" · "}
          <bdi className="font-medium text-ink">{contactName}</bdi>
        </>
      )}
    </>
  );
}
