export type Availability = "available" | "busy" | "away" | "offline";

/** Without a live stream on any device for this long, somebody counts as offline; what he chose is kept. */
export const OFFLINE_AFTER_MS = 5 * 60_000;

/** How somebody is to be reached at an instant: his own choice, or offline when he has been gone. */
export function presence(chosen: Availability, lastSeenAt: Date | null, now: Date): Availability {
  if (lastSeenAt === null || now.getTime() - lastSeenAt.getTime() > OFFLINE_AFTER_MS) return "offline";
  return chosen;
}
