import { pingDatabase } from "@/db/ping";
import { version } from "@/package.json";
import { log } from "@/server/log";
import { processState } from "@/server/process";

const ANSWERS_WITHIN_MS = 2_000;

export type Health = { status: "ok" | "failing" | "leaving"; version: string; failing?: string[] };

/**
 * Whether everything in this process works: the database, and whatever parts have registered themselves. A part that
 * does not answer within two seconds fails. Reasons go to the log; the answer, which anybody may read, names parts only.
 */
export async function checkHealth(): Promise<Health> {
  const { health, shutdown } = processState();
  if (shutdown.signal.aborted) return { status: "leaving", version };
  const parts = new Map<string, () => Promise<void> | void>([["database", pingDatabase], ...health]);
  const failing = (await Promise.all([...parts].map(([part, check]) => failingPart(part, check)))).filter(
    (part) => part !== null,
  );
  if (!failing.includes("database")) processState().databaseAway = false;
  return failing.length > 0 ? { status: "failing", version, failing } : { status: "ok", version };
}

async function failingPart(part: string, check: () => Promise<void> | void): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWERS_WITHIN_MS} ms`)), ANSWERS_WITHIN_MS);
  });
  try {
    await Promise.race([check(), late]);
    return null;
  } catch (error) {
    log.error({ err: error, part }, "health check failed");
    return part;
  } finally {
    clearTimeout(timer);
  }
}
