"use server";

import { headers } from "next/headers";
import { TrialToken, trialArrivals } from "@/server/carrier-trials/arrive";
import { runTrial, TrialInput, type TrialResult } from "@/server/carrier-trials/run";
import type { TrialArrival } from "@/server/domain/trial";
import { AppError } from "@/server/errors";
import { log } from "@/server/log";
import { clientIp } from "@/server/rate-limit";

type Answer =
  | { ok: true; result: TrialResult }
  | { ok: false; reason: string; params: Record<string, string | number>; field?: string };

/** Call the two addresses and reserve one for webhooks. Anybody may. */
export async function submitTrial(sent: unknown): Promise<Answer> {
  const read = TrialInput.safeParse(sent);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { ok: false, reason: issue?.message ?? "bad_request", params: {}, field: String(issue?.path[0] ?? "") };
  }
  try {
    return { ok: true, result: await runTrial(read.data, { ip: clientIp(await headers()) }) };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, reason: error.reason, params: error.params };
    log.error({ err: error }, "a trial of the general contract failed");
    return { ok: false, reason: "unknown", params: {} };
  }
}

/** What came in at a trial's address, for whoever was given that address. Null when its hour is over. */
export async function watchTrial(sent: unknown): Promise<TrialArrival[] | null> {
  const read = TrialToken.safeParse(sent);
  return read.success ? trialArrivals(read.data) : null;
}
