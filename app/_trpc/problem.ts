"use client";

import { TRPCClientError } from "@trpc/client";
import { useCallback } from "react";
import { useErrorText } from "@/app/_i18n/error-text";

/** What a procedure refused, as its door translated it. */
export type Problem = { reason: string; params: Record<string, string | number> };

/** The named reason in an error of a procedure; null for a broken connection or anything else without one. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data = error.data as { reason?: unknown; params?: unknown } | null | undefined;
  if (typeof data?.reason !== "string") return null;
  return { reason: data.reason, params: (data.params ?? {}) as Problem["params"] };
}

/** Says in the reader's language why a procedure did not do what it was asked. */
export function useProblemText(): (error: unknown) => string {
  const text = useErrorText();
  return useCallback(
    (error) => {
      const problem = problemOf(error);
      return text(problem?.reason, problem?.params);
    },
    [text],
  );
}
