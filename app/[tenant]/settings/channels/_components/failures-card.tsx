"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_i18n/error-text";
import { useTRPC } from "@/app/_trpc/client";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { SkeletonRows } from "@/app/_ui/skeleton";

const REFRESH_MS = 30_000;

/** Why messages failed in the last day: reason, the carrier's code, how often. */
export function FailuresCard({ channelId }: { channelId: string }) {
  const t = useTranslations("channels.health");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: reasons } = useQuery(
    trpc.channels.failures.queryOptions({ channelId }, { refetchInterval: REFRESH_MS }),
  );
  const most = Math.max(1, ...(reasons ?? []).map(({ count }) => count));
  return (
    <Card as="section">
      <CardHead title={t("reasons")} />
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
