import { type Histogram, newHistogram, observe } from "@/server/domain/histogram";

const holder = globalThis as { patchbayWaits?: Record<"app" | "owner", Histogram> };

/** How long transactions of this process waited for a connection and their BEGIN, by pool. */
export function databaseWaits(): Record<"app" | "owner", Histogram> {
  holder.patchbayWaits ??= { app: newHistogram(), owner: newHistogram() };
  return holder.patchbayWaits;
}

export const noteWait = (pool: "app" | "owner", ms: number): void => observe(databaseWaits()[pool], ms / 1000);
