import { randomToken } from "@/server/crypto";
import { once } from "@/server/process";

const LIFE_MS = 30_000;

type Ticket = { userId: string; until: number };

/** Known to this process alone: whoever proves who he is and whoever opens the session run in the same request. */
const tickets = () => once("sign-in tickets", () => new Map<string, Ticket>());

/** A one-use word that opens a session for this person within half a minute. It never leaves the process. */
export function makeTicket(userId: string): string {
  const ticket = randomToken(32);
  for (const [old, { until }] of tickets()) if (until < Date.now()) tickets().delete(old);
  tickets().set(ticket, { userId, until: Date.now() + LIFE_MS });
  return ticket;
}

/** Whom the ticket is for; it is used up. Undefined for an unknown, used or late one. */
export function takeTicket(ticket: unknown): string | undefined {
  if (typeof ticket !== "string") return undefined;
  const found = tickets().get(ticket);
  tickets().delete(ticket);
  return found && found.until >= Date.now() ? found.userId : undefined;
}
