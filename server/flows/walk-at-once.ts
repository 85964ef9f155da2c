import { isDatabaseAway } from "@/db/sturdy";
import { inPart, type Tx } from "@/db/tenant";
import { env } from "@/server/env";
import { log } from "@/server/log";
import type { LockedRun } from "./lock-run";
import { walkLocked } from "./run-sprint";
import { keepSignals } from "./signal";

/**
 * Walk a run in the very transaction in which something happened to it: its answer is in the outbox when the message
 * is stored, and nobody has to find the run again. A run that cannot be walked now takes nothing along: it keeps what
 * happened, and a durable function walks it.
 */
export async function walkAtOnce(tx: Tx, locked: LockedRun): Promise<void> {
  if (!env().RUN_AHEAD) return keepSignals(tx, locked);
  try {
    await inPart(tx, (part) => walkLocked(part, locked, new Date()));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    log.warn({ err: error, runId: locked.sprint.runId }, "a run could not be walked at once; it will be");
    await keepSignals(tx, locked);
  }
}
