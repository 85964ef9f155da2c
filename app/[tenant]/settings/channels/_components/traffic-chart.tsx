"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_trpc/client";
import { Card, CardHead } from "@/app/_ui/card";
import { useClock } from "@/app/_ui/clock";
import { SkeletonRows } from "@/app/_ui/skeleton";

const REFRESH_MS = 30_000;
const [width, height, left, foot] = [850, 150, 30, 20];

/** What went over a channel in the last 24 hours, kept fresh. */
export function useTraffic(channelId: string) {
  const trpc = useTRPC();
  return useQuery(trpc.channels.traffic.queryOptions({ channelId }, { refetchInterval: REFRESH_MS })).data;
}

/** Messages per hour of the last day: received as context, sent as the subject, failures always in red. */
export function TrafficChart({ channelId }: { channelId: string }) {
  const t = useTranslations("channels.health");
  const clock = useClock();
  const hours = useTraffic(channelId);
  const sum = (key: "sent" | "received" | "failed") => (hours ?? []).reduce((total, hour) => total + hour[key], 0);
  const [sent, received, failed] = [sum("sent"), sum("received"), sum("failed")];
  const top = niceTop(Math.max(0, ...(hours ?? []).map((hour) => Math.max(hour.sent + hour.failed, hour.received))));
  const y = (value: number) => height - (value / top) * (height - 12);
  const slot = (width - left - 4) / 24;
  return (
    <Card as="section">
      <CardHead
        title={t("chart")}
        side={
          hours && (
            <span className="flex flex-wrap gap-x-3 text-12 text-ink-2 tabular-nums">
              <Legend swatch="bg-chart-1" text={t("sent", { count: sent })} />
              <Legend
                swatch="bg-chart-rest inset-ring inset-ring-line-control"
                text={t("received", { count: received })}
              />
              <Legend swatch="bg-danger" text={t("failedCount", { count: failed })} />
            </span>
          )
        }
      />
      {!hours ? (
        <SkeletonRows kind="text" rows={5} className="h-[172px] px-4" />
      ) : sent + received + failed === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{t("noTraffic")}</p>
      ) : (
        // Where it is too narrow to be read it scrolls, and begins at the newest hour.
        <div className="overflow-x-auto px-3.5 pb-2.5 [direction:rtl]">
          <svg
            viewBox={`0 0 ${width} ${height + foot}`}
            className="block w-full min-w-[640px] fill-ink-3 text-11 [direction:ltr]"
            role="img"
            aria-label={t("chartLabel", { sent, received, failed })}
          >
            {[0, top / 2, top].map((value) => (
              <g key={value}>
                <line x1={left} x2={width} y1={y(value)} y2={y(value)} className="stroke-chart-grid" />
                <text x={left - 6} y={y(value) + 4} textAnchor="end">
                  {value}
                </text>
              </g>
            ))}
            {hours.map((hour, n) => {
              const x = left + n * slot + 4;
              return (
                <g key={hour.hour.getTime()}>
                  <title>{`${clock.time(hour.hour)}: ${t("sent", { count: hour.sent })}, ${t("received", { count: hour.received })}, ${t("failedCount", { count: hour.failed })}`}</title>
                  <rect x={x} width={slot - 8} y={0} height={height} className="fill-transparent" />
                  <Bar x={x} value={hour.received} y={y} className="fill-chart-rest" />
                  <Bar x={x + 11} value={hour.sent} y={y} className="fill-chart-1" />
                  <Bar x={x + 11} value={hour.failed} from={hour.sent} y={y} className="fill-danger" />
                  {n % 4 === 1 && (
                    <text x={x + 9} y={height + 16} textAnchor="middle" suppressHydrationWarning>
                      {clock.time(hour.hour)}
                    </text>
                  )}
                </g>
              );
            })}
          </svg>
        </div>
      )}
    </Card>
  );
}

type BarProps = { x: number; value: number; from?: number; y: (value: number) => number; className: string };

function Bar({ x, value, from = 0, y, className }: BarProps) {
  if (value === 0) return null;
  return (
    <rect
      x={x}
      width={9}
      rx={1.5}
      y={y(from + value)}
      height={Math.max(1.5, y(from) - y(from + value))}
      className={className}
    />
  );
}

function Legend({ swatch, text }: { swatch: string; text: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`size-2 rounded-[2px] ${swatch}`} />
      {text}
    </span>
  );
}

/** The next even number of the form 2, 4, 10, 20, 40, 100 … that the highest bar fits under. */
function niceTop(highest: number): number {
  for (let unit = 1; ; unit *= 10) {
    for (const step of [2, 4, 10]) if (highest <= step * unit) return step * unit;
  }
}
