"use client";

import { ArrowRight, Check, Hand, Inbox, MessageSquareText, Plug, UserPlus, UsersRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import { useMe } from "@/app/_live/live-provider";
import { useLive } from "@/app/_live/store";
import { PageBody } from "@/app/_shell/page-body";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { type ChannelKind, ChannelTile } from "@/app/_ui/channel-badge";
import { cn } from "@/app/_ui/cn";
import { EmptyState } from "@/app/_ui/empty-state";
import { RelativeTime } from "@/app/_ui/relative-time";
import { StatusDot, type StatusTone } from "@/app/_ui/status-dot";
import { can } from "@/server/domain/rights";
import type { Overview } from "@/server/workspace/overview";
import { placeHref } from "../inbox/_components/place";
import { WaitTimer } from "../inbox/_components/wait-timer";

/** The start page's parts, most urgent first; what is set up takes no room. */
export function StartPage({ overview }: { overview: Overview }) {
  const t = useTranslations("start");
  const me = useMe();
  const unread = useLive((live) => live.counts?.unread ?? 0);
  const { slug } = me.tenant;
  const manages = can(me.member, "channel.manage");
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="px-4 pt-5 md:px-6">
        <h1 className="font-semibold text-16 track-head max-md:text-20">{t("hello", { name: me.member.name })}</h1>
        <p className="mt-0.5 text-ink-2">
          {me.member.takesConversations ? (
            <Link href={`/${slug}/inbox`} className="rounded-1 text-accent-text underline-offset-2 hover:underline">
              {t("unread", { count: unread })}
            </Link>
          ) : (
            t("notAgent")
          )}
        </p>
      </div>
      <PageBody
        aside={
          <>
            <Today {...overview.today} />
            <Channels channels={overview.channels} manages={manages} slug={slug} />
          </>
        }
      >
        {manages && <NextSteps overview={overview} slug={slug} />}
        <WaitingNow />
      </PageBody>
    </div>
  );
}

function NextSteps({ overview: { channels, done }, slug }: { overview: Overview; slug: string }) {
  const t = useTranslations("start.steps");
  const settings = `/${slug}/settings`;
  // Pretended phones belong to a sandbox channel; without one, making it comes first.
  const sandbox = channels.find(({ carrier }) => carrier === "sandbox");
  const phones = sandbox ? `/${slug}/channels/${sandbox.id}/phones` : `${settings}/channels/new`;
  const steps = [
    { key: "sandbox", href: phones, done: done.talked, icon: <MessageSquareText /> },
    { key: "channel", href: `${settings}/channels`, done: done.channel, icon: <Plug /> },
    { key: "colleague", href: `${settings}/people`, done: done.colleague, icon: <UserPlus /> },
    { key: "queue", href: `${settings}/queues`, done: done.queue, icon: <UsersRound /> },
  ] as const;
  const left = steps.filter((step) => !step.done).length;
  if (left === 0) return null;
  return (
    <Card>
      <CardHead
        title={t("title")}
        side={<span className="text-12 text-ink-3 tabular-nums">{t("left", { count: left })}</span>}
      />
      <ol>
        {steps.map((step) => (
          <Step key={step.key} href={step.href} done={step.done} icon={step.icon} title={t(`${step.key}.title`)}>
            {t(`${step.key}.body`)}
          </Step>
        ))}
      </ol>
    </Card>
  );
}

function Step({
  href,
  done,
  icon,
  title,
  children,
}: {
  href: string;
  done: boolean;
  icon: ReactElement;
  title: string;
  children: ReactNode;
}) {
  const t = useTranslations("start.steps");
  return (
    <li className="border-line border-t first:border-t-0">
      <Link href={href} className="ring-inset-focus flex min-h-14 items-center gap-3 px-4 py-2.5 hover:bg-hover">
        <span
          className={cn(
            "grid size-7 flex-none place-items-center rounded-[7px]",
            done ? "bg-success-soft text-success-text" : "bg-accent-soft text-accent-text",
          )}
        >
          {done ? <Check /> : icon}
        </span>
        <span className="min-w-0 flex-1">
          <span className={cn("block font-medium", done && "text-ink-2")}>
            {title}
            {done && <span className="sr-only"> · {t("done")}</span>}
          </span>
          {!done && <span className="block text-12 text-ink-2">{children}</span>}
        </span>
        {done ? (
          <span className="text-12 text-success-text">{t("done")}</span>
        ) : (
          <ArrowRight className="icon-14 text-ink-3" />
        )}
      </Link>
    </li>
  );
}

/** Per queue: how many, and since when the longest. Live. */
function WaitingNow() {
  const t = useTranslations("start.waiting");
  const me = useMe();
  const counts = useLive((live) => live.counts);
  const { slug } = me.tenant;
  if (!me.member.takesConversations) return null;
  const places = [
    ...me.queues
      .filter(({ mine }) => mine)
      .map(({ id, name }) => ({ id, name, ...(counts?.queues.get(id) ?? { waiting: 0, oldest: null }) })),
    ...(counts && counts.everyone.waiting > 0 ? [{ id: "everyone", name: t("everyone"), ...counts.everyone }] : []),
  ];
  return (
    <Card>
      <CardHead title={t("title")} />
      {places.length === 0 ? (
        <EmptyState icon={<Hand />} title={t("noQueue")}>
          {t("noQueueBody")}
        </EmptyState>
      ) : (
        <ul>
          {places.map(({ id, name, waiting, oldest }) => (
            <li key={id} className="border-line border-t first:border-t-0">
              <Link
                href={placeHref(slug, { view: { name: "waiting", queueId: id }, conversationId: null })}
                className="ring-inset-focus flex min-h-row items-center gap-3 px-4 hover:bg-hover max-md:min-h-12"
              >
                <Hand className={waiting > 0 ? "text-warning-text" : "text-ink-3"} />
                <bdi className="cut min-w-0 flex-1 font-medium">{name}</bdi>
                {oldest && waiting > 0 && (
                  <span className="text-12 text-warning-text">
                    {t("longest")} <WaitTimer since={oldest} />
                  </span>
                )}
                <span className="min-w-6 text-right tabular-nums">{waiting}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Today({ received, sent, failed }: Overview["today"]) {
  const t = useTranslations("start.today");
  const line = (label: string, value: number, tone?: string) => (
    <div className="flex items-baseline justify-between gap-3">
      <dt className="text-ink-2">{label}</dt>
      <dd className={cn("font-semibold text-16 tabular-nums", tone)}>{value}</dd>
    </div>
  );
  return (
    <Card>
      <CardHead title={t("title")} />
      <CardBody>
        <dl className="flex flex-col gap-1.5">
          {line(t("received"), received)}
          {line(t("sent"), sent)}
          {line(t("failed"), failed, failed > 0 ? "text-danger-text" : undefined)}
        </dl>
      </CardBody>
    </Card>
  );
}

const tones: Record<string, StatusTone> = {
  connected: "success",
  unauthorized: "danger",
  service_unavailable: "warning",
  unknown_source: "warning",
  request_failed: "danger",
};

function Channels({ channels, manages, slug }: { channels: Overview["channels"]; manages: boolean; slug: string }) {
  const t = useTranslations("start.channels");
  return (
    <Card>
      <CardHead title={t("title")} />
      {channels.length === 0 ? (
        <EmptyState icon={<Inbox />} title={t("none")}>
          {t(manages ? "noneBody" : "noneAsk")}
        </EmptyState>
      ) : (
        <ul>
          {channels.map((channel) => {
            const off = !channel.enabled || channel.state === "draft";
            const inside = (
              <>
                <ChannelTile kind={channel.kind as ChannelKind} />
                <span className="min-w-0 flex-1">
                  <bdi className="cut block font-medium">{channel.name}</bdi>
                  <StatusDot
                    tone={off ? "neutral" : (tones[channel.state] ?? "neutral")}
                    hollow={off}
                    className="text-12 text-ink-2"
                  >
                    {t(`state.${(off && channel.state !== "draft" ? "off" : channel.state) as "connected"}`)}
                  </StatusDot>
                </span>
                {channel.lastAt && <RelativeTime at={channel.lastAt} className="text-12 text-ink-3" />}
              </>
            );
            const look = "flex min-h-14 items-center gap-3 px-4 py-2";
            return (
              <li key={channel.id} className="border-line border-t first:border-t-0">
                {manages ? (
                  <Link
                    href={`/${slug}/settings/channels/${channel.id}`}
                    className={cn(look, "ring-inset-focus hover:bg-hover")}
                  >
                    {inside}
                  </Link>
                ) : (
                  <div className={look}>{inside}</div>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
