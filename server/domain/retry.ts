/** After so many attempts that surely took nothing, a message has failed. */
const MOST_ATTEMPTS = 8;
const LONGEST_MS = 15 * 60_000;

/**
 * How long a message waits before its next attempt, after `attempt` of them; null when it has had enough. Doubles from
 * two seconds up to fifteen minutes, or grows as `base` to the power of the attempts, in seconds; a carrier's own wish to
 * wait longer is followed.
 */
export function retryDelayMs(attempt: number, { retryAfterMs = 0, base }: Wish = {}): number | null {
  if (attempt >= MOST_ATTEMPTS) return null;
  const grown = base === undefined ? 2000 * 2 ** (attempt - 1) : 1000 * base ** attempt;
  return Math.max(Math.min(LONGEST_MS, grown), Math.min(retryAfterMs, 24 * 3_600_000));
}

/** What a carrier says about trying again. */
type Wish = { retryAfterMs?: number; base?: number };
