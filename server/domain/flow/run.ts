import type { Reason, Run, Visit } from "./types";

/** Visits between two waits, and in a whole run. */
export const MAX_SPRINT_VISITS = 100;
export const MAX_RUN_VISITS = 2000;

/** Messages kept for the next wait. */
export const MAX_HELD = 50;
/** As much of each as is kept. Unit: UTF-16 units. */
export const MAX_HELD_TEXT = 10_000;

/** A run that has not started. Its first signal is `started`. */
export function newRun(id: string): Run {
  return {
    id,
    status: "new",
    nodeId: null,
    visit: 0,
    open: null,
    sprintVisits: 0,
    requests: 0,
    memory: null,
    asked: null,
    held: [],
    variables: {},
    variableBytes: 2,
    data: {},
    zone: "UTC",
    conversationClosed: false,
    result: null,
    reason: null,
  };
}

/** The deadline of a waiting run; null when it waits for none or does not wait. Milliseconds since the epoch. */
export const deadlineOf = ({ status, asked }: Run): number | null =>
  status === "waiting" && asked?.kind === "wait" ? asked.deadline : null;

/** Whether a message of the customer would wake the run now. */
export const waitsForReply = ({ status, asked }: Run): boolean =>
  status === "waiting" && asked?.kind === "wait" && asked.waits.some(({ kind }) => kind === "reply");

/** A run that nobody could walk: over, its open visit with the reason. */
export function crashed(run: Run, at: number): { run: Run; reason: Reason; visits: Visit[] } {
  const reason: Reason = { code: "run_crashed" };
  const visits = run.open ? [{ ...run.open, leftAt: at, reason }] : [];
  const over = { status: "ended", open: null, asked: null, memory: null, held: [], result: "failed", reason } as const;
  return { run: { ...run, ...over }, reason, visits };
}
