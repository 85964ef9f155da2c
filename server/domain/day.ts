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
 * When the calendar day began that it is in a zone at an instant. Where the clock was changed at midnight itself, the
 * first instant of that day. @throws RangeError for a zone that is none
 */
export function startOfDay(zone: string, now: Date): Date {
  const midnight = Math.floor(wallClock(zone, now.getTime()) / dayMs) * dayMs;
  // The offset may be another one at midnight than now; once more from there finds it.
  let guess = now.getTime() - (wallClock(zone, now.getTime()) - midnight);
  guess -= wallClock(zone, guess) - midnight;
  // Midnight itself was skipped: the guess lies in the day before.
  return new Date(wallClock(zone, guess) < midnight ? guess + 3_600_000 : guess);
}
