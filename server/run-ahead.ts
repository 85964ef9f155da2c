import { once } from "./process";

/** Of so many events a process remembers what it did; whoever wakes functions asks within moments. */
const REMEMBERED = 2000;

const works = () => once("done ahead", () => new Map<string, Promise<boolean>>());

/**
 * What an event wakes a function for is done in this process already, right after the commit. `work` resolves to
 * whether it was: nothing is left for the function then.
 */
export function doAhead(eventId: string, work: Promise<boolean>): void {
  const known = works();
  known.set(
    eventId,
    work.catch(() => false),
  );
  const oldest = known.keys().next().value;
  if (known.size > REMEMBERED && oldest) known.delete(oldest);
}

/** Whether the event's function is done with already; asked once, by whoever would wake it. Waits for what is under way. */
export async function doneAhead(eventId: string, withinMs: number): Promise<boolean> {
  const work = works().get(eventId);
  if (!work) return false;
  works().delete(eventId);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

/** Whether this process does, or did, an event's work ahead. */
export const isAhead = (eventId: string): boolean => works().has(eventId);
