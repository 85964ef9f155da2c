/** The wall clock of an instant in a zone, as if it were UTC. Unit: milliseconds since the epoch. */
function wallClock(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

const dayMs = 86_400_000;

/**
 * When the calendar day began that it is in a zone at an instant, or one so many days before it. Where the clock was
 * changed at midnight itself, the first instant of that day. @throws RangeError for a zone that is none
 */
export function startOfDay(zone: string, now: Date, daysBefore = 0): Date {
  return midnightIn(zone, (Math.floor(wallClock(zone, now.getTime()) / dayMs) - daysBefore) * dayMs);
}

/** When a day that is written as "2026-03-10" begins in a zone, or so many days after it. @throws RangeError for none */
export function startOfDate(zone: string, date: string, daysAfter = 0): Date {
  return midnightIn(zone, Date.parse(`${date}T00:00:00Z`) + daysAfter * dayMs);
}

/** The instant at which a zone's wall clock shows a midnight, given as if it were UTC. */
function midnightIn(zone: string, midnight: number): Date {
  // The offset may be another one at midnight than near it; once more from there finds it.
  let guess = midnight - (wallClock(zone, midnight) - midnight);
  guess -= wallClock(zone, guess) - midnight;
  // Midnight itself was skipped: the guess lies in the day before.
  return new Date(wallClock(zone, guess) < midnight ? guess + 3_600_000 : guess);
}
