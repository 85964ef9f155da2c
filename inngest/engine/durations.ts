import { DAY, HOUR, MINUTE, SECOND } from "./protocol";

const UNITS: Record<string, number> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };
const LONGEST = 366 * DAY;

/**
 * How long "1d2h", "30s" or "500ms" is.
 * Unit: milliseconds, at most a year. Throws on anything else, naming it.
 */
export function durationMs(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text.replaceAll(" ", "")) {
    throw new Error(`not a duration: ${JSON.stringify(text)} (expected something like "30s" or "1d2h")`);
  }
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ""] ?? 0), 0);
  return Math.min(ms, LONGEST);
}

/** The instant that a sleep names: a duration from now, or an ISO instant. Milliseconds since 1970. */
export function wakeAt(name: string, now: number): number {
  if (/^\d{4}-\d{2}-\d{2}/.test(name)) {
    const at = Date.parse(name);
    if (Number.isNaN(at)) throw new Error(`not an instant: ${JSON.stringify(name)}`);
    return Math.min(at, now + LONGEST);
  }
  return now + durationMs(name);
}

/** What `retry-after` asks for: whole seconds or an ISO instant, kept between a second and a day. Null when unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const asked = /^\d+$/.test(header) ? Number(header) * SECOND : Date.parse(header) - now;
  return Number.isNaN(asked) ? null : Math.min(Math.max(asked, SECOND), DAY);
}
