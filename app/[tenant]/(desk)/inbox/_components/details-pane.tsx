"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useEffect } from "react";
import { useLive } from "@/app/_live/store";
import type { ConversationRow } from "@/app/_live/types";
import { useTRPC } from "@/app/_trpc/client";
import { Badge } from "@/app/_ui/badge";
import { ChannelBadge, type ChannelKind } from "@/app/_ui/channel-badge";
import { useClock } from "@/app/_ui/clock";
import { Drawer } from "@/app/_ui/drawer";
import { IconButton } from "@/app/_ui/icon-button";
import { KeyValue, KeyValues } from "@/app/_ui/key-values";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { ExactTime, RelativeTime } from "@/app/_ui/relative-time";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { ConsentLines } from "../../_components/consent-lines";
import { ContactSection } from "./contact-section";
import { useWide } from "./is-phone";
import { useTimelineText } from "./system-line";
import { usePlace } from "./use-place";

/** What stands beside a thread; under 1100 px a drawer over it. */
export function DetailsPane({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations("inbox.details");
  const { conversationId } = usePlace();
  const row = useLive((live) => (conversationId ? live.rows.get(conversationId) : undefined));
  const wide = useWide();
  if (!wide) {
    return (
      <Drawer open={open && row !== undefined} onOpenChange={(next) => !next && onClose()} title={t("title")}>
        {row && <Details row={row} />}
      </Drawer>
    );
  }
  if (!open || !row) return null;
  return (
    <aside
      aria-label={t("title")}
      className="flex w-details flex-none flex-col overflow-hidden border-line border-l bg-app"
    >
      <div className="flex h-[60px] flex-none items-center border-line border-b bg-panel pr-2.5 pl-4">
        <h2 className="flex-1 font-semibold">{t("title")}</h2>
        <IconButton label={t("close")} kbd="I" size="sm" icon={<X />} onClick={onClose} />
      </div>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what the pointer scrolls
        tabIndex={0}
        aria-label={t("title")}
        className="ring-inset-focus min-h-0 flex-1 overflow-y-auto [scrollbar-width:thin]"
      >
        <Details row={row} />
      </section>
    </aside>
  );
}

function Details({ row }: { row: ConversationRow }) {
  const t = useTranslations("inbox.details");
  const tKind = useTranslations("inbox.kind");
  const locale = useLocale();
  const clock = useClock();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { href, go } = usePlace();
  const timelineText = useTimelineText();
  const options = trpc.conversations.details.queryOptions({ conversationId: row.id });
  const answer = useQuery(options);

  // The timeline is asked for again when the thread shows a line that it does not have yet.
  const lastLine = useLive(
    (live) => live.threads.get(row.id)?.items.findLast(({ kind }) => kind === "timeline")?.seq ?? 0,
  );
  const known = answer.data?.timeline.at(-1)?.seq ?? 0;
  const behind = answer.data !== undefined && lastLine > known;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the options
  useEffect(() => {
    if (behind) void queries.invalidateQueries({ queryKey: options.queryKey });
  }, [behind, lastLine, queries]);

  const today = clock.day(new Date()) === clock.day(row.createdAt);
  const kind = tKind(row.kind as "sms");
  const carrier = answer.data?.carrier?.[locale === "zh-CN" ? "zh-CN" : "en"];
  return (
    <>
      <ContactSection row={row} details={answer.data} />
      <Section title={t("channel")}>
        <KeyValues>
          <KeyValue label={t("channelType")}>
            <span className="flex items-center gap-1.5">
              <ChannelBadge kind={row.kind as ChannelKind} />
              <span>{carrier && carrier !== kind ? `${kind} · ${carrier}` : kind}</span>
            </span>
          </KeyValue>
          <KeyValue label={t("channelName")}>
            <bdi>{row.channel.name}</bdi>
          </KeyValue>
          <KeyValue label={t("channelNumber")}>
            <PhoneNumber e164={row.number.address} />
          </KeyValue>
          <KeyValue label={t("customer")}>
            <PhoneNumber e164={row.address} copy />
          </KeyValue>
          <KeyValue label={t("started")}>
            {today ? (
              <>
                {t("today")} <ExactTime at={row.createdAt} mode="time" />
              </>
            ) : (
              <ExactTime at={row.createdAt} />
            )}
          </KeyValue>
          <KeyValue label={t("owner")}>
            <bdi>{row.owner?.name ?? t("nobody")}</bdi>
          </KeyValue>
          <KeyValue label={t("queue")}>
            <bdi>{row.queue?.name ?? (row.audience === "everyone" ? t("everyone") : t("none"))}</bdi>
          </KeyValue>
        </KeyValues>
      </Section>
      <Section
        title={t("consent")}
        side={
          row.optedOut ? (
            <Badge size="xs" tone="danger" icon={<Ban />}>
              {t("optedOut")}
            </Badge>
          ) : (
            <Badge size="xs" tone="success">
              {t("maySend")}
            </Badge>
          )
        }
      >
        {answer.data && answer.data.consent.length > 0 ? (
          <ConsentLines consent={answer.data.consent} />
        ) : (
          <p className="text-12 text-ink-2">{t(row.optedOut ? "optedOutBody" : "maySendBody")}</p>
        )}
      </Section>
      <Section title={t("timeline")}>
        {answer.data ? (
          <ol className="relative text-12 text-ink-2">
            {[...answer.data.timeline].reverse().map((item) => (
              <li
                key={item.seq}
                className="relative pb-2 pl-4 leading-[18px] before:absolute before:top-1.5 before:left-0 before:size-[7px] before:rounded-full before:border-[1.5px] before:border-ink-3 last:pb-0 not-last:after:absolute not-last:after:top-3.5 not-last:after:-bottom-1.5 not-last:after:left-[3px] not-last:after:w-px not-last:after:bg-line-2"
              >
                <span className="text-ink-3">
                  {clock.day(new Date()) === clock.day(item.createdAt) ? (
                    <ExactTime at={item.createdAt} mode="time" />
                  ) : (
                    <ExactTime at={item.createdAt} />
                  )}
                </span>{" "}
                {timelineText(item)}
              </li>
            ))}
          </ol>
        ) : (
          <SkeletonRows kind="text" rows={2} />
        )}
      </Section>
      {answer.data && answer.data.earlier.length > 0 && (
        <Section
          title={t("earlier")}
          side={<span className="text-12 text-ink-3 tabular-nums">{answer.data.earlier.length}</span>}
        >
          <ul>
            {answer.data.earlier.map((one) => (
              <li key={one.id}>
                <a
                  href={href({ conversationId: one.id })}
                  onClick={(event) => {
                    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                    event.preventDefault();
                    go({ conversationId: one.id });
                  }}
                  className="flex min-h-[30px] items-center gap-2 rounded-2 hover:bg-hover max-md:min-h-10"
                >
                  <ChannelBadge kind={one.kind as ChannelKind} />
                  <bdi className="cut min-w-0 flex-1">{one.preview || t("nothing")}</bdi>
                  <RelativeTime at={one.closedAt} className="text-12 text-ink-3" />
                </a>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

export function Section({ title, side, children }: { title: string; side?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-line border-b px-4 py-[13px] last:border-b-0">
      <h3 className="mb-[7px] flex items-center font-medium text-12 text-ink-3">
        <span className="flex-1">{title}</span>
        {side}
      </h3>
      {children}
    </section>
  );
}
