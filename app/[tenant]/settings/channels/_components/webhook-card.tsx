"use client";

import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { Alert } from "@/app/_ui/alert";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { cn } from "@/app/_ui/cn";
import { CopyField } from "@/app/_ui/copy-button";
import { RelativeTime } from "@/app/_ui/relative-time";
import type { ChannelDetail } from "@/server/channels/get";
import { obstacles } from "@/server/domain/reach";
import { useWords } from "./use-channel";

/** The addresses to paste at the carrier, each with its one-click copy, and whether a carrier can reach them. */
export function WebhookAddresses({ channel, quiet = false }: { channel: ChannelDetail; quiet?: boolean }) {
  const t = useTranslations("channels.webhook");
  const words = useWords();
  const addresses = channel.webhooks;
  return (
    <div className="flex flex-col gap-3">
      {addresses.map(({ label, url }) => (
        <div key={url + label.en}>
          {addresses.length + channel.made.length > 1 && <p className="mb-1 text-12 text-ink-3">{words(label)}</p>}
          <CopyField value={url} label={t("copy")} />
        </div>
      ))}
      {channel.made.map(({ label, value }) => (
        <div key={label.en}>
          <p className="mb-1 text-12 text-ink-3">{words(label)}</p>
          <CopyField value={value} label={t("copy")} />
        </div>
      ))}
      {!quiet && !channel.test && <Reach channel={channel} />}
    </div>
  );
}

/** Whether the carrier can call us and fetch our files: what is in its way, else what may be in a firewall. */
function Reach({ channel: { webhook, media } }: { channel: ChannelDetail }) {
  const t = useTranslations("channels.webhook");
  const found = obstacles(webhook);
  const { origin: url, hostname: host } = new URL(webhook);
  return (
    <>
      {found.map((obstacle) => (
        <Alert key={obstacle} tone="warning" title={t(`reach.${obstacle}`, { url, host })}>
          {t(`reachHelp.${obstacle}`)} {media && t("reachHelp.media")}
        </Alert>
      ))}
      {found.length === 0 && media && <p className="text-12 text-ink-3">{t("firewall", { host })}</p>}
    </>
  );
}

/** The short guide that the carrier's file brings; what is important in it is said first. */
export function Guide({ channel }: { channel: ChannelDetail }) {
  const words = useWords();
  const [warnings, steps] = [true, false].map((first) => channel.guide.filter((step) => !!step.important === first));
  return (
    <div className="flex flex-col gap-3">
      {warnings?.map((step) => (
        <Alert key={step.en} tone="warning">
          {words(step)}
        </Alert>
      ))}
      <ol
        className={cn(
          "flex flex-col gap-1.5 text-14 text-ink-2 marker:text-ink-3",
          steps && steps.length > 1 && "list-decimal pl-5",
        )}
      >
        {steps?.map((step) => (
          <li key={step.en}>
            <WithAddress text={words(step)} address={channel.webhook} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A sentence with our address in it, which may break anywhere and looks like what a machine reads. */
function WithAddress({ text, address }: { text: string; address: string }) {
  return text.split(address).map((piece, n) => {
    const ending = n === 0 ? "" : (/^(\/\w+|\?[\w={}]+)/.exec(piece)?.[0] ?? "");
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence, which never change places
      <Fragment key={n}>
        {n > 0 && (
          <code className="font-mono text-12 text-ink [overflow-wrap:anywhere]" translate="no">
            {address + ending}
          </code>
        )}
        {piece.slice(ending.length)}
      </Fragment>
    );
  });
}

/** The webhook address beside a channel's figures. */
export function WebhookCard({ channel }: { channel: ChannelDetail }) {
  const t = useTranslations("channels.webhook");
  if (channel.webhooks.length === 0) return null;
  return (
    <Card as="section">
      <CardHead title={t("title")} />
      <CardBody className="flex flex-col gap-2">
        <WebhookAddresses channel={channel} quiet />
        <p className="text-12 text-ink-3">
          {channel.lastInAt &&
            t.rich("lastCall", { time: () => <RelativeTime at={channel.lastInAt ?? 0} style="long" /> })}{" "}
          {t("never")}
        </p>
      </CardBody>
    </Card>
  );
}
