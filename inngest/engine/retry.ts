import { HOUR, MINUTE, SECOND } from "./protocol";

/** How long to wait before trying a call again; `attempt` is the one that failed, from 0. Unit: milliseconds. */
export type Backoff = (attempt: number) => number;

const WAITS = [
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  40 * MINUTE,
  HOUR,
  2 * HOUR,
];
const JITTER = 30 * SECOND;

/** The real server's waits, so that a function behaves alike on both. */
export const backoff: Backoff = (attempt) =>
  (WAITS[Math.min(attempt, WAITS.length - 1)] ?? 2 * HOUR) + Math.random() * JITTER;
