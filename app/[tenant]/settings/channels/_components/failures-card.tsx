"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useErrorText } from "@/app/_i18n/error-text";
import { useTRPC } from "@/app/_trpc/client";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { useZone } from "@/app/_ui/clock";
import { SkeletonRows } from "@/app/_ui/skeleton";
import type { Span } from "./period-choice";

const REFRESH_MS = 30_000;

/** Why messages failed in the time that the counts beside it show: reason, the carrier's code, how often. */
export function FailuresCard({ channelId, span }: { channelId: string; span: Span }) {
  const t = useTranslations("channels.health");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: reasons } = useQuery(
    trpc.channels.failures.queryOptions(
      { channelId, ...span },
      { refetchInterval: REFRESH_MS, placeholderData: (before) => before },
    ),
  );
  const most = Math.max(1, ...(reasons ?? []).map(({ count }) => count));
  return (
    <Card as="section">
      <CardHead title={t("reasons")} side={<Days span={span} />} />
      <CardBody>
        {!reasons && <SkeletonRows kind="text" rows={2} />}
        {reasons?.length === 0 && <p className="text-ink-3">{t("noFailures")}</p>}
        <ul className="flex flex-col gap-2.5">
          {reasons?.map(({ reason, code, count }) => (
            <li key={reason}>
              <p className="flex items-baseline justify-between gap-3">
                <span className="min-w-0">
                  {errorText(`send.${reason}`)} {code && <span className="font-mono text-12 text-ink-3">{code}</span>}
                </span>
                <span className="tabular-nums" title={t("messages", { count })}>
                  {count}
                </span>
              </p>
              <span aria-hidden className="mt-1 block h-1.5 overflow-hidden rounded-full bg-active">
                <span className="block h-full rounded-full bg-danger" style={{ width: `${(count / most) * 100}%` }} />
              </span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

/** The days of a time, the last one included; "All" where it is open at both ends. */
function Days({ span: { from, to } }: { span: Span }) {
  const t = useTranslations("channels.health");
  const format = useFormatter();
  const timeZone = useZone();
  const day = { month: "short", day: "numeric", timeZone } as const;
  const last = new Date(Math.max(from?.getTime() ?? 0, to ? to.getTime() - 1 : Date.now()));
  const days = from ? format.dateTimeRange(from, last, day) : to ? `– ${format.dateTime(last, day)}` : t("periods.all");
  return <span className="text-12 text-ink-3">{days}</span>;
}
