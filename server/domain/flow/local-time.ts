/** What a clock on the wall shows. `weekday`: 1 Monday … 7 Sunday. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
}

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    if (formats.size > 700) formats.clear();
    formats.set(zone, format);
  }
  return format;
}

/** Whether it is the name of a time zone. */
export function isZone(zone: string): boolean {
  if (zone === "" || zone.length > 64) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The wall clock of an instant, as if it were UTC; milliseconds since the epoch. */
function asUtc(zone: string, at: number): number {
  const of: Record<string, string> = {};
  for (const part of formatOf(zone).formatToParts(at)) of[part.type] = part.value;
  const year = of.era === "BC" ? 1 - Number(of.year) : Number(of.year);
  return Date.UTC(year, Number(of.month) - 1, Number(of.day), Number(of.hour), Number(of.minute), Number(of.second));
}

/** What the wall clock shows in a zone at an instant. @throws RangeError for a zone that is none */
export function wallTime(zone: string, at: number): WallTime {
  const date = new Date(asUtc(zone, at));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay() || 7,
  };
}

/**
 * When a zone's wall clock shows a time. A time that exists twice means the first; one that the clock skips means the
 * first moment that does exist (02:30 → 03:00). Days outside the month carry over.
 * @returns milliseconds since the epoch @throws RangeError for a zone that is none
 */
export function instantOf(zone: string, year: number, month: number, day: number, hour = 0, minute = 0): number {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  const offsetAt = (at: number) => asUtc(zone, at) - Math.floor(at / 1000) * 1000;
  // The offsets a day before and after are the only two that can hold here; the larger one gives the earlier instant.
  const offsets = [offsetAt(wanted - dayMs), offsetAt(wanted + dayMs)].sort((a, b) => b - a);
  for (const offset of offsets) {
    const at = wanted - offset;
    if (asUtc(zone, at) === wanted) return at;
  }
  return firstAfterGap(zone, wanted - (offsets[0] ?? 0), wanted - (offsets[1] ?? 0), wanted);
}

/** The instant of the change itself: the earliest at which the wall clock is past the skipped time. */
function firstAfterGap(zone: string, low: number, high: number, wanted: number): number {
  let [before, after] = [Math.min(low, high), Math.max(low, high)];
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (asUtc(zone, middle) >= wanted) after = middle;
    else before = middle;
  }
  return after;
}

/**
 * The next time, strictly later than now, that a zone's wall clock shows an hour and minute on one of some weekdays.
 * `weekdays`: 1 Monday … 7 Sunday; empty means every day.
 * @returns milliseconds since the epoch
 */
export function nextLocalTime(
  zone: string,
  now: number,
  hour: number,
  minute: number,
  weekdays: readonly number[],
): number {
  const today = wallTime(zone, now);
  for (let ahead = 0; ; ahead++) {
    const day = new Date(Date.UTC(today.year, today.month - 1, today.day + ahead));
    const allowed = weekdays.length === 0 || weekdays.includes(day.getUTCDay() || 7);
    const at = allowed ? instantOf(zone, today.year, today.month, today.day + ahead, hour, minute) : 0;
    // A week and a day hold every weekday; the rest only guards against a list of none that exist.
    if ((allowed && at > now) || ahead > 14) return allowed ? at : now;
  }
}
