import type { TRPCClient } from "@trpc/client";
import type { AppRouter } from "@/server/routers";

export type Api = TRPCClient<AppRouter>;

/** What a refused procedure says about why. */
export type Refusal = { reason: string; params: Record<string, string | number>; code: string | null };

/** Reads a failure of a procedure. A request that never got an answer has the reason "offline". */
export function refusalOf(error: unknown): Refusal {
  const data = (error as { data?: { reason?: string; params?: Record<string, string | number>; code?: string } | null })
    .data;
  if (data?.reason) return { reason: data.reason, params: data.params ?? {}, code: data.code ?? null };
  return { reason: "offline", params: {}, code: null };
}
