"use client";

import { useTranslations } from "next-intl";
import { PageBody } from "@/app/_shell/page-body";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { ChangedBy } from "./changed-by";
import { ChannelNotices } from "./channel-head";
import { CredentialsForm } from "./credentials-form";
import { NumbersCard } from "./numbers-card";
import { SettingsForm } from "./settings-form";
import { useChannel } from "./use-channel";
import { Guide, WebhookAddresses } from "./webhook-card";

type Place = { slug: string; channelId: string };

/** Webhook address and credentials. */
export function Authentication({ slug, channelId }: Place) {
  const t = useTranslations("channels");
  const channel = useChannel(channelId);
  if (!channel) return <SkeletonRows kind="text" className="p-6" />;
  return (
    <PageBody narrow>
      <ChannelNotices slug={slug} channelId={channelId} />
      {channel.webhooks.length > 0 && (
        <Card as="section">
          <CardHead title={t("webhook.title")} description={t("webhook.paste")} />
          <CardBody className="flex flex-col gap-3">
            <WebhookAddresses channel={channel} />
            <details>
              <summary className="w-fit rounded-1 font-medium text-accent-text">{t("webhook.guide")}</summary>
              <div className="mt-2">
                <Guide channel={channel} />
              </div>
            </details>
          </CardBody>
        </Card>
      )}
      <Card as="section">
        <CardHead title={t("auth.title")} description={channel.fields.length > 0 ? t("auth.intro") : undefined} />
        <CardBody className="flex flex-col gap-4">
          <CredentialsForm channel={channel} />
          <ChangedBy channel={channel} />
        </CardBody>
      </Card>
    </PageBody>
  );
}

/** How the channel sends and receives. */
export function MessageSettings({ slug, channelId }: Place) {
  const t = useTranslations("channels.settings");
  const channel = useChannel(channelId);
  if (!channel) return <SkeletonRows kind="text" className="p-6" />;
  return (
    <PageBody narrow>
      <ChannelNotices slug={slug} channelId={channelId} />
      <Card as="section">
        <CardHead title={t("title")} description={t("intro")} />
        <CardBody className="flex flex-col gap-4">
          <SettingsForm channel={channel} />
          <ChangedBy channel={channel} />
        </CardBody>
      </Card>
    </PageBody>
  );
}

/** The channel's numbers and their rules. */
export function Numbers({ slug, channelId }: Place) {
  const channel = useChannel(channelId);
  if (!channel) return <SkeletonRows kind="table" className="p-6" />;
  return (
    <PageBody>
      <ChannelNotices slug={slug} channelId={channelId} />
      <NumbersCard channel={channel} />
      <ChangedBy channel={channel} />
    </PageBody>
  );
}
