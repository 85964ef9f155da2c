import type { z } from "zod";
import { isDatabaseAway } from "@/server/database-away";
import { AppError } from "@/server/errors";
import { log } from "@/server/log";

/** What a form hears: where to go, or why not. Reasons are keys under `errors`. */
export type Answer =
  | { ok: true; to?: string }
  | { ok: false; reason: string; params?: Record<string, string | number>; field?: string };

/**
 * Check what a form sent and do it. A named error goes back to the form; anything else is a bug, which the log gets and
 * the browser does not.
 */
export async function answer<T extends z.ZodType>(
  shape: T,
  sent: unknown,
  work: (input: z.output<T>) => Promise<string | undefined>,
): Promise<Answer> {
  const read = shape.safeParse(sent);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { ok: false, reason: issue?.message ?? "bad_request", field: String(issue?.path[0] ?? "") };
  }
  try {
    return { ok: true, to: await work(read.data) };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, reason: error.reason, params: error.params };
    if (isDatabaseAway(error)) {
      log.warn({ err: error }, "a form found the database away");
      return { ok: false, reason: "unavailable" };
    }
    log.error({ err: error }, "a form's action failed");
    return { ok: false, reason: "unknown" };
  }
}
