"use client";

import { useQuery } from "@tanstack/react-query";
import { Hash } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_trpc/client";
import { Card, CardHead } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { Table, TableScroll, TBody, Td, THead, Th, Tr } from "@/app/_ui/table";
import type { NumberCounts, Sent } from "@/server/channels/counts";
import { PeriodChoice, type Span } from "./period-choice";

const REFRESH_MS = 10_000;
const total = ({ sentOk, failed }: Sent) => sentOk + failed;
const failedClass = (failed: number) => (failed > 0 ? "font-medium text-danger-text" : undefined);

/** What each number sent and received over a time that one chooses; flows and campaigns beside what agents wrote. */
export function CountsCard({
  channelId,
  span,
  onSpan,
}: {
  channelId: string;
  span: Span;
  onSpan: (span: Span) => void;
}) {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const { data: numbers } = useQuery(
    trpc.channels.counts.queryOptions(
      { channelId, ...span },
      { refetchInterval: REFRESH_MS, placeholderData: (before) => before },
    ),
  );
  return (
    <Card as="section">
      <CardHead title={t("counts.title")} side={<PeriodChoice onChange={onSpan} />} />
      {!numbers && <SkeletonRows kind="table" rows={2} />}
      {numbers?.length === 0 && <EmptyState icon={<Hash />} title={t("numbers.emptyTitle")} />}
      {numbers && numbers.length > 0 && (
        <>
          <TableScroll label={t("counts.title")}>
            <Table cards className="sm:min-w-[820px]">
              <THead>
                <Tr>
                  <Th>{t("numbers.number")}</Th>
                  <Th align="right">{t("columns.totalSent")}</Th>
                  <Th align="right">{t("columns.sentOk")}</Th>
                  <Th align="right">{t("columns.failed")}</Th>
                  <Th align="right">{t("columns.received")}</Th>
                  <Th align="right">{t("counts.flows")}</Th>
                  <Th align="right">{t("counts.campaigns")}</Th>
                  <Th align="right">{t("counts.parts")}</Th>
                </Tr>
              </THead>
              <TBody>
                {numbers.map((number) => (
                  <Tr key={number.id}>
                    <Td corner="name" className="font-medium">
                      <PhoneNumber e164={number.address} />
                    </Td>
                    <Figures of={number} />
                  </Tr>
                ))}
                {numbers.length > 1 && (
                  <Tr>
                    <Td corner="name" className="font-medium">
                      {t("counts.together")}
                    </Td>
                    <Figures of={sumOf(numbers)} />
                  </Tr>
                )}
              </TBody>
            </Table>
          </TableScroll>
          <p className="max-w-[90ch] px-4 py-3 text-12 text-ink-3">{t("counts.note")}</p>
        </>
      )}
    </Card>
  );
}

function Figures({ of: { agents, flows, campaigns, received, parts } }: { of: Omit<NumberCounts, "id" | "address"> }) {
  const t = useTranslations("channels.counts");
  const columns = useTranslations("channels.columns");
  return (
    <>
      <Td align="right" label={columns("totalSent")}>
        {total(agents)}
      </Td>
      <Td align="right" label={columns("sentOk")}>
        {agents.sentOk}
      </Td>
      <Td align="right" label={columns("failed")} className={failedClass(agents.failed)}>
        {agents.failed}
      </Td>
      <Td align="right" label={columns("received")}>
        {received}
      </Td>
      {[flows, campaigns].map((sent, n) => (
        <Td key={n === 0 ? "flows" : "campaigns"} align="right" label={t(n === 0 ? "flows" : "campaigns")}>
          {total(sent)}
          {sent.failed > 0 && (
            <span className="block text-12 text-danger-text">{t("ofThemFailed", { count: sent.failed })}</span>
          )}
        </Td>
      ))}
      <Td align="right" label={t("parts")}>
        {parts}
      </Td>
    </>
  );
}

function sumOf(numbers: readonly NumberCounts[]): Omit<NumberCounts, "id" | "address"> {
  const add = (read: (one: NumberCounts) => number) => numbers.reduce((sum, one) => sum + read(one), 0);
  const sent = (by: "agents" | "flows" | "campaigns"): Sent => ({
    sentOk: add((one) => one[by].sentOk),
    failed: add((one) => one[by].failed),
  });
  return {
    agents: sent("agents"),
    flows: sent("flows"),
    campaigns: sent("campaigns"),
    received: add((one) => one.received),
    parts: add((one) => one.parts),
  };
}
