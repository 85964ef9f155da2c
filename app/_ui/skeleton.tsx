"use client";

import { useTranslations } from "next-intl";
import { cn } from "./cn";
import { useDelayed } from "./use-delayed";

/** One grey bar in the place of something that is loading. */
export function Skeleton({
  width,
  height = 10,
  round,
  className,
}: {
  width?: number | string;
  height?: number | string;
  round?: boolean;
  className?: string;
}) {
  return (
    <span
      aria-hidden
      style={{ width, height }}
      className={cn("block animate-breathe bg-active", round ? "rounded-full" : "rounded-1", className)}
    />
  );
}

// Uneven, so that it reads as text; fixed, so that server and browser agree.
const lengths = ["62%", "84%", "48%", "73%", "57%", "90%"];

/** Rows in the geometry of the real ones. They appear only after 150 ms: a quick answer never flickers. */
export function SkeletonRows({
  rows = 6,
  kind = "list",
  className,
}: {
  rows?: number;
  kind?: "list" | "table" | "text";
  className?: string;
}) {
  const t = useTranslations("common");
  const late = useDelayed(true);
  return (
    <div role="status" aria-busy className={className}>
      <span className="sr-only">{t("loading")}</span>
      {late &&
        Array.from({ length: rows }, (_, row) => {
          const long = lengths[row % lengths.length];
          const short = lengths[(row + 2) % lengths.length];
          const key = `${kind}-${row}`;
          if (kind === "text") return <Skeleton key={key} width={long} className="my-2.5" />;
          if (kind === "table") {
            return (
              <div key={key} className="flex h-row items-center gap-6 border-line border-b px-4 last:border-b-0">
                <Skeleton width={`calc(${short} / 3)`} />
                <Skeleton width="18%" />
                <Skeleton width={48} className="ml-auto" />
              </div>
            );
          }
          return (
            <div
              key={key}
              className="grid min-h-list-row grid-cols-[36px_1fr] gap-x-[11px] border-line border-b py-2.5 pr-3.5 pl-4"
            >
              <Skeleton width={36} height={36} round />
              <div className="flex flex-col gap-2.5 pt-1">
                <Skeleton width={`calc(${short} / 2)`} />
                <Skeleton width={long} />
              </div>
            </div>
          );
        })}
    </div>
  );
}
