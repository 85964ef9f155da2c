"use client";

import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { PageBody } from "@/app/_shell/page-body";
import { Alert } from "@/app/_ui/alert";
import { LinkButton } from "@/app/_ui/button";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { KeyValue, KeyValues } from "@/app/_ui/key-values";
import { RelativeTime } from "@/app/_ui/relative-time";
import { SkeletonRows } from "@/app/_ui/skeleton";
import type { ChannelDetail } from "@/server/channels/get";
import { ChangedBy } from "./changed-by";
import { ChannelNotices } from "./channel-head";
import { CountsCard } from "./counts-card";
import { FailuresCard } from "./failures-card";
import type { Span } from "./period-choice";
import { TrafficChart, useTraffic } from "./traffic-chart";
import { useChannel } from "./use-channel";
import { WebhookCard } from "./webhook-card";

/** The first page of a channel: is it well, and if not, what helps. */
export function Health({ slug, channelId }: { slug: string; channelId: string }) {
  const t = useTranslations("channels");
  const channel = useChannel(channelId);
  const [span, setSpan] = useState<Span>({});
  if (!channel) return <SkeletonRows kind="text" className="p-6" />;
  const page = `/${slug}/settings/channels/${channelId}`;
  return (
    <PageBody aside={<Aside channel={channel} span={span} />}>
      <ChannelNotices slug={slug} channelId={channelId} />
      {channel.stuckWebhooks > 0 && (
        <Alert
          tone="warning"
          title={t("health.stuck", { count: channel.stuckWebhooks })}
          actions={
            <LinkButton size="sm" href={`${page}/journal?show=problems`}>
              {t("health.seeJournal")}
            </LinkButton>
          }
        >
          {t("health.stuckHelp")}
        </Alert>
      )}
      <Facts channel={channel} />
      <TrafficChart channelId={channelId} />
      <CountsCard channelId={channelId} span={span} onSpan={setSpan} />
    </PageBody>
  );
}

function Facts({ channel }: { channel: ChannelDetail }) {
  const t = useTranslations("channels.health");
  const format = useFormatter();
  const hours = useTraffic(channel.id);
  const { waiting, lastInAt, lastOutAt } = channel;
  // While messages wait, the line is full whatever the last minute says of it.
  const used =
    waiting.messages > 0 && channel.enabled ? 1 : Math.min(1, channel.handedOver / (channel.sendRatePerS * 60));
  const failed = hours?.reduce((sum, hour) => sum + hour.failed, 0);
  const sent = hours?.reduce((sum, hour) => sum + hour.sent + hour.failed, 0);
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-3 border border-line bg-panel sm:grid-cols-3 xl:grid-cols-5 [&>*]:-mt-px [&>*]:-ml-px [&>*]:border-line [&>*]:border-t [&>*]:border-l">
      <Fact
        label={t("waiting")}
        value={waiting.messages}
        more={
          waiting.oldest
            ? t.rich("oldest", { time: () => <RelativeTime at={waiting.oldest ?? 0} /> })
            : t("noneWaiting")
        }
      />
      <Fact label={t("lastIn")} value={lastInAt ? <RelativeTime at={lastInAt} style="long" /> : t("never")} />
      <Fact label={t("lastOut")} value={lastOutAt ? <RelativeTime at={lastOutAt} style="long" /> : t("never")} />
      <Fact
        label={t("failed")}
        value={
          <span className="flex items-baseline gap-1.5">
            {failed ?? "–"}
            {failed && sent ? (
              <span className="font-medium text-12 text-danger-text">
                {format.number(failed / sent, { style: "percent", maximumFractionDigits: 1 })}
              </span>
            ) : null}
          </span>
        }
        more={sent !== undefined && t("ofSent", { count: sent })}
      />
      <Fact
        label={t("rate")}
        value={format.number(used, { style: "percent", maximumFractionDigits: 0 })}
        more={t("rateUsed", { count: channel.handedOver, rate: channel.sendRatePerS })}
      />
    </dl>
  );
}

function Fact({ label, value, more }: { label: string; value: ReactNode; more?: ReactNode }) {
  return (
    <div className="px-4 pt-3 pb-[13px]">
      <dt className="text-12 text-ink-3">{label}</dt>
      <dd className="font-semibold text-20 tabular-nums leading-7 track-head">{value}</dd>
      {more && <dd className="text-12 text-ink-2">{more}</dd>}
    </div>
  );
}

function Aside({ channel, span }: { channel: ChannelDetail; span: Span }) {
  const t = useTranslations("channels.settings");
  return (
    <>
      <FailuresCard channelId={channel.id} span={span} />
      <WebhookCard channel={channel} />
      <Card as="section">
        <CardHead title={t("title")} />
        <CardBody className="flex flex-col gap-2.5">
          <KeyValues>
            <KeyValue label={t("rateShort")}>{t("perSecond", { rate: channel.sendRatePerS })}</KeyValue>
            <KeyValue label={t("autoCloseShort")}>
              {channel.autoCloseDays === null ? t("off") : t("after", { days: channel.autoCloseDays })}
            </KeyValue>
            <KeyValue label={t("receiveShort")}>{t(channel.receive ? "on" : "off")}</KeyValue>
          </KeyValues>
          <ChangedBy channel={channel} />
        </CardBody>
      </Card>
    </>
  );
}
