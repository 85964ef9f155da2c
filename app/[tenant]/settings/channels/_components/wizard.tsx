"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Alert } from "@/app/_ui/alert";
import { Badge } from "@/app/_ui/badge";
import { Button, LinkButton } from "@/app/_ui/button";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { ChannelTile } from "@/app/_ui/channel-badge";
import { cn } from "@/app/_ui/cn";
import { KeyValue, KeyValues } from "@/app/_ui/key-values";
import { PageHeader } from "@/app/_ui/page-header";
import { formatPhone } from "@/app/_ui/phone-number";
import type { ChannelDetail } from "@/server/channels/get";
import { CredentialsForm } from "./credentials-form";
import { NumbersCard } from "./numbers-card";
import { SettingsForm } from "./settings-form";
import { ConnectionState, StateBadge } from "./state-badge";
import { TestForm } from "./test-form";
import { useChannel, useWords } from "./use-channel";
import { useSwitch } from "./use-switch";
import { Guide, WebhookAddresses } from "./webhook-card";

const steps = ["connect", "numbers", "settings", "finish"] as const;
type Step = (typeof steps)[number];

/** What of a channel is done already; a step may be returned to at any time. */
const doneSteps = (channel: ChannelDetail): Record<Step, boolean> => ({
  connect: channel.state === "connected",
  numbers: channel.numbers.length > 0,
  settings: !channel.draft,
  finish: channel.enabled,
});

/** Refused credentials are credentials too: one may go on and come back to them. */
const hasCredentials = (channel: ChannelDetail) =>
  channel.fields.length === 0 || channel.stored.some(({ stored }) => stored);

/**
 * Setting a channel up, step by step, on the draft itself: every step saves, so one may leave halfway and come back by
 * the same address. The step is part of it.
 */
export function Wizard({ slug, channelId }: { slug: string; channelId: string }) {
  const t = useTranslations("channels");
  const words = useWords();
  const router = useRouter();
  const asked = useSearchParams().get("step");
  const channel = useChannel(channelId);
  // Where one comes in without a step is where there is something left to do, and stays so while it is being done.
  const [first] = useState(() => channel && steps.find((one) => !doneSteps(channel)[one]));
  if (!channel) return null;
  const done = doneSteps(channel);
  const step = steps.find((one) => one === asked) ?? first ?? "finish";
  const list = `/${slug}/settings/channels`;
  const place = (to: Step) => `${list}/${channelId}/setup?step=${to}`;
  const go = (to: Step) => router.push(place(to));
  return (
    <>
      <PageHeader
        back={{ href: list, label: t("act.back") }}
        lead={<ChannelTile kind={channel.kind} />}
        title={<bdi>{channel.name}</bdi>}
        badge={
          <>
            <StateBadge {...channel} />
            {channel.test && <Badge tone="note">{t("test")}</Badge>}
          </>
        }
        subtitle={words(channel.carrierLabel)}
        actions={
          channel.draft && (
            <LinkButton variant="ghost" href={list} title={t("wizard.laterHelp")}>
              {t("wizard.later")}
            </LinkButton>
          )
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4 md:px-6 lg:grid-cols-[200px_minmax(0,760px)] lg:gap-8">
        <StepList current={step} done={done} place={place} />
        <div className="flex min-w-0 flex-col gap-4">
          {step === "connect" && <Connect channel={channel} onNext={() => go("numbers")} />}
          {step === "numbers" && (
            <Numbers channel={channel} onBack={() => go("connect")} onNext={() => go("settings")} />
          )}
          {step === "settings" && (
            <Card as="section">
              <CardHead title={t("settings.title")} description={t("settings.intro")} />
              <CardBody>
                <SettingsForm channel={channel} saveLabel={t("wizard.next")} onSaved={() => go("finish")} />
              </CardBody>
            </Card>
          )}
          {step === "finish" && (
            <Finish slug={slug} channel={channel} ready={hasCredentials(channel) && done.numbers} />
          )}
        </div>
      </div>
    </>
  );
}

function StepList({
  current,
  done,
  place,
}: {
  current: Step;
  done: Record<Step, boolean>;
  place: (to: Step) => string;
}) {
  const t = useTranslations("channels.wizard");
  return (
    <nav aria-label={t("steps.label")}>
      <p className="mb-2 text-12 text-ink-3 lg:sr-only">
        {t("stepOf", { step: steps.indexOf(current) + 1, of: steps.length })}
      </p>
      <ol className="flex gap-1 overflow-x-auto lg:flex-col">
        {steps.map((step, n) => (
          <li key={step} className="flex-none">
            <Link
              href={place(step)}
              aria-current={step === current ? "step" : undefined}
              className={cn(
                "flex items-center gap-2.5 rounded-2 px-2 py-1.5 font-medium text-ink-2 hover:bg-hover",
                step === current && "bg-selected text-ink",
              )}
            >
              <span
                className={cn(
                  "grid size-5 flex-none place-items-center rounded-full border border-line-control text-11 tabular-nums",
                  step === current && "border-accent bg-accent text-on-solid",
                  done[step] && step !== current && "border-success-line bg-success-soft text-success-text",
                )}
              >
                {done[step] && step !== current ? <Check className="icon-12" /> : n + 1}
              </span>
              <span className="max-lg:max-w-40">{t(`steps.${step}`)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Connect({ channel, onNext }: { channel: ChannelDetail; onNext: () => void }) {
  const t = useTranslations("channels");
  const next = (
    <Button variant="primary" onClick={onNext}>
      {t("wizard.next")}
    </Button>
  );
  if (channel.fields.length === 0) {
    return (
      <Card as="section">
        <CardHead title={t("wizard.sandboxTitle")} />
        <CardBody className="flex flex-col items-start gap-4">
          <Guide channel={channel} />
          {next}
        </CardBody>
      </Card>
    );
  }
  return (
    <>
      <Card as="section">
        <CardHead title={t("wizard.addressTitle")} description={t("webhook.never")} />
        <CardBody className="flex flex-col gap-4">
          <WebhookAddresses channel={channel} />
          <Guide channel={channel} />
        </CardBody>
      </Card>
      <Card as="section">
        <CardHead title={t("wizard.credentialsTitle")} description={t("auth.intro")} />
        <CardBody>
          <CredentialsForm channel={channel} showsState />
        </CardBody>
      </Card>
      <Foot>
        <Button
          variant={channel.state === "connected" ? "primary" : "line"}
          disabledReason={hasCredentials(channel) ? undefined : t("wizard.connectFirst")}
          onClick={onNext}
        >
          {t("wizard.next")}
        </Button>
      </Foot>
    </>
  );
}

function Numbers({ channel, onBack, onNext }: { channel: ChannelDetail; onBack: () => void; onNext: () => void }) {
  const t = useTranslations("channels");
  return (
    <>
      <p className="text-14 text-ink-2">{t("wizard.numbersTitle")}</p>
      <NumbersCard channel={channel} />
      <Foot>
        <Button variant="ghost" onClick={onBack}>
          {t("wizard.back")}
        </Button>
        <Button
          variant="primary"
          disabledReason={channel.numbers.length > 0 ? undefined : t("wizard.numbersFirst")}
          onClick={onNext}
        >
          {t("wizard.next")}
        </Button>
      </Foot>
    </>
  );
}

function Finish({ slug, channel, ready }: { slug: string; channel: ChannelDetail; ready: boolean }) {
  const t = useTranslations("channels");
  const { switchChannel, pending } = useSwitch();
  const page = `/${slug}/settings/channels/${channel.id}`;
  return (
    <>
      <Card as="section">
        <CardHead
          title={channel.enabled ? t("wizard.isOn") : t("wizard.finishTitle")}
          description={channel.enabled ? undefined : t("wizard.finishHelp")}
        />
        <CardBody className="flex flex-col gap-4">
          <KeyValues>
            <KeyValue label={t("wizard.summary.state")}>
              <ConnectionState state={channel.state} />
            </KeyValue>
            <KeyValue label={t("wizard.summary.numbers")}>
              {channel.numbers.map(({ address }) => formatPhone(address)).join(", ") || t("list.noNumbers")}
            </KeyValue>
            <KeyValue label={t("wizard.summary.rate")}>
              {t("settings.perSecond", { rate: channel.sendRatePerS })}
            </KeyValue>
            <KeyValue label={t("wizard.summary.receive")}>
              {t(channel.receive ? "settings.on" : "settings.off")}
            </KeyValue>
            <KeyValue label={t("wizard.summary.autoClose")}>
              {channel.autoCloseDays === null
                ? t("settings.off")
                : t("settings.after", { days: channel.autoCloseDays })}
            </KeyValue>
          </KeyValues>
          {ready && channel.state !== "connected" && !channel.enabled && (
            <Alert tone="warning">{t("wizard.notConnected")}</Alert>
          )}
          <div className="flex flex-wrap gap-2">
            {channel.enabled ? (
              <LinkButton variant="primary" href={page}>
                {t("wizard.open")}
              </LinkButton>
            ) : (
              <Button
                variant="primary"
                loading={pending}
                disabledReason={
                  ready ? undefined : t(channel.numbers.length === 0 ? "wizard.numbersFirst" : "wizard.connectFirst")
                }
                onClick={() => switchChannel(channel, true)}
              >
                {t("wizard.switchOn")}
              </Button>
            )}
          </div>
        </CardBody>
      </Card>
      {channel.enabled && (
        <Card as="section">
          <CardHead title={t("testing.title")} description={t("testing.intro")} />
          <CardBody>
            <TestForm slug={slug} channel={channel} />
          </CardBody>
        </Card>
      )}
    </>
  );
}

const Foot = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-wrap justify-end gap-2">{children}</div>
);
