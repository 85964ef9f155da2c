"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { ArrowDownLeft, RotateCcw, ScrollText } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { PageBody } from "@/app/_shell/page-body";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { Card, CardHead } from "@/app/_ui/card";
import { useClock } from "@/app/_ui/clock";
import { cn } from "@/app/_ui/cn";
import { EmptyState } from "@/app/_ui/empty-state";
import { Segmented } from "@/app/_ui/segmented";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { Table, TableScroll, TBody, Td, THead, Th, Tr } from "@/app/_ui/table";
import { toast } from "@/app/_ui/toast";
import type { JournalRow } from "@/server/channels/journal-list";
import { useChannelsChanged } from "./use-channel";

const REFRESH_MS = 3_000;

const tones = { done: "success", pending: "info", stuck: "warning", refused: "danger" } as const;

/** What the carrier sent last, and what came of it; what is stuck can be replayed. */
export function Journal({ channelId }: { channelId: string }) {
  const t = useTranslations("channels.journal");
  const trpc = useTRPC();
  const router = useRouter();
  const show = useSearchParams().get("show") === "problems" ? "problems" : "all";
  const { data: rows } = useQuery(
    trpc.channels.journal.queryOptions(
      { channelId, show },
      { refetchInterval: REFRESH_MS, placeholderData: (before) => before },
    ),
  );
  return (
    <PageBody>
      <Card as="section">
        <CardHead
          title={t("title")}
          description={t("intro")}
          side={
            <Segmented
              label={t("show")}
              value={show}
              onValueChange={(next) => router.replace(next === "all" ? "?" : "?show=problems", { scroll: false })}
              items={[
                { value: "all", label: t("all") },
                { value: "problems", label: t("problems") },
              ]}
            />
          }
        />
        <Totals channelId={channelId} />
        {!rows && <SkeletonRows kind="table" rows={6} />}
        {rows?.length === 0 && (
          <EmptyState icon={<ScrollText />} title={t(show === "all" ? "emptyTitle" : "emptyProblems")}>
            {show === "all" && t("empty")}
          </EmptyState>
        )}
        {rows && rows.length > 0 && (
          <TableScroll label={t("title")}>
            <Table cards className="sm:min-w-[680px]">
              <THead>
                <Tr>
                  <Th>{t("time")}</Th>
                  <Th>{t("kind")}</Th>
                  <Th align="right">{t("items")}</Th>
                  <Th>{t("result")}</Th>
                  <Th>{t("reason")}</Th>
                  <Th>
                    <span className="sr-only">{t("actions")}</span>
                  </Th>
                </Tr>
              </THead>
              <TBody>
                {rows.map((row) => (
                  <Entry key={row.id} row={row} />
                ))}
              </TBody>
            </Table>
          </TableScroll>
        )}
      </Card>
    </PageBody>
  );
}

/** Whether anything that came in is still waiting to be shown, and one press for all of it. */
function Totals({ channelId }: { channelId: string }) {
  const t = useTranslations("channels.journal");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const { data: totals } = useQuery(
    trpc.channels.journalTotals.queryOptions({ channelId }, { refetchInterval: REFRESH_MS }),
  );
  const replay = useMutation(
    trpc.channels.replayAll.mutationOptions({
      onSuccess: ({ done, stuck }) =>
        stuck > 0 ? toast.error(t("stillStuck", { done, stuck })) : toast.done(t("replayedAll", { count: done })),
      onError: (error) => toast.error(problemText(error)),
      onSettled: changed,
    }),
  );
  if (!totals) return null;
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-3 border-line border-t px-4 py-2">
      <p className="mr-auto tabular-nums" role="status">
        <span className="text-12 text-ink-3">{t("lastDay")}</span>{" "}
        {t("totals", { received: totals.received, shown: totals.shown })}
        {" · "}
        <span className={totals.waiting > 0 ? "font-medium text-warning-text" : undefined}>
          {t("totalWaiting", { count: totals.waiting })}
        </span>
        {totals.refused > 0 && (
          <span className="text-12 text-ink-3"> · {t("totalRefused", { count: totals.refused })}</span>
        )}
      </p>
      {totals.stuck > 0 && (
        <Button size="sm" icon={<RotateCcw />} loading={replay.isPending} onClick={() => replay.mutate({ channelId })}>
          {t("replayAll", { count: totals.stuck })}
        </Button>
      )}
    </div>
  );
}

/** To the millisecond: what came first matters when looking for a fault. */
const moment = {
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
} as const;

function Entry({ row }: { row: JournalRow }) {
  const t = useTranslations("channels.journal");
  const clock = useClock();
  const format = useFormatter();
  const trpc = useTRPC();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const replay = useMutation(
    trpc.channels.replay.mutationOptions({
      onSuccess: ({ taken }) => toast.done(t("replayed", { count: taken })),
      onError: (error) => toast.error(problemText(error)),
      onSettled: changed,
    }),
  );
  const said = row.error !== null || row.attempts > 1;
  return (
    <Tr>
      <Td corner="name" className="font-mono text-12 text-ink-3">
        <time dateTime={row.receivedAt.toISOString()} title={clock.exact(row.receivedAt)} suppressHydrationWarning>
          {format.dateTime(row.receivedAt, { ...moment, timeZone: clock.timeZone })}
        </time>
      </Td>
      <Td label={t("kind")}>
        <span className="flex items-center gap-1.5">
          <ArrowDownLeft className="icon-14 text-ink-3" />
          {row.part === "" ? t("main") : <code className="font-mono text-12">/{row.part}</code>}
          {row.bytes > 0 && <span className="text-12 text-ink-3 tabular-nums">{t("size", { bytes: row.bytes })}</span>}
        </span>
      </Td>
      <Td
        align="right"
        label={row.state === "done" && t("items")}
        className={cn(row.state !== "done" && "max-sm:hidden")}
      >
        {row.state === "done" ? row.items : ""}
      </Td>
      <Td label={t("result")}>
        <Badge size="xs" tone={tones[row.state]}>
          {t(`states.${row.state}`)}
        </Badge>
      </Td>
      <Td label={said && t("reason")} className={cn("max-w-80 text-ink-2", !said && "max-sm:hidden")}>
        {row.error && <span className="[overflow-wrap:anywhere]">{row.error}</span>}
        {row.attempts > 1 && <span className="block text-12 text-ink-3">{t("attempts", { count: row.attempts })}</span>}
      </Td>
      <Td align="right" corner="actions">
        {row.state === "stuck" && (
          <Button
            size="sm"
            icon={<RotateCcw />}
            loading={replay.isPending}
            onClick={() => replay.mutate({ journalId: row.id })}
          >
            {t("replay")}
          </Button>
        )}
      </Td>
    </Tr>
  );
}
