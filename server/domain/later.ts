import { instantOf, nextLocalTime, wallTime } from "./flow/local-time";

/** How long a conversation may be put aside with one click; the word is also the key of its text. */
export const laterChoices = ["laterHours", "laterTomorrow", "laterMonday"] as const;
export type LaterChoice = (typeof laterChoices)[number];

const hours = 3;
const morning = 9;

/** When what is put aside until later comes back, by the clock on the wall of whoever puts it there. */
export function laterAt(choice: LaterChoice, zone: string, now: number): Date {
  if (choice === "laterHours") return new Date(now + hours * 3_600_000);
  if (choice === "laterMonday") return new Date(nextLocalTime(zone, now, morning, 0, [1]));
  const { year, month, day } = wallTime(zone, now);
  return new Date(instantOf(zone, year, month, day + 1, morning));
}
