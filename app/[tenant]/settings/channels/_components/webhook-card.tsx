"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/app/_ui/alert";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { CopyField } from "@/app/_ui/copy-button";
import { RelativeTime } from "@/app/_ui/relative-time";
import type { ChannelDetail } from "@/server/channels/get";
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
          {addresses.length > 1 && <p className="mb-1 text-12 text-ink-3">{words(label)}</p>}
          <CopyField value={url} label={t("copy")} />
        </div>
      ))}
      {channel.made.map(({ label, value }) => (
        <div key={label.en}>
          <p className="mb-1 text-12 text-ink-3">{words(label)}</p>
          <CopyField value={value} label={t("copy")} />
        </div>
      ))}
      {!quiet && isLocal(channel.webhook) && !channel.test && (
        <Alert tone="info">{t("local", { url: new URL(channel.webhook).origin })}</Alert>
      )}
    </div>
  );
}

/** The short guide that the carrier's file brings. */
export function Guide({ channel }: { channel: ChannelDetail }) {
  const words = useWords();
  return (
    <ol className="flex list-decimal flex-col gap-1.5 pl-5 text-14 text-ink-2 marker:text-ink-3">
      {channel.guide.map((step) => (
        <li key={step.en}>{words(step)}</li>
      ))}
    </ol>
  );
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

const isLocal = (url: string) => /^https?:\/\/(localhost|127\.|\[::1\]|[^/]+\.localhost)/.test(url);
