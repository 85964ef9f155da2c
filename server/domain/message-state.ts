/** Everything a message can be. Incoming ones are `received`; the others are states of its newest or best attempt. */
export type MessageState =
  | "received"
  | "held"
  | "queued"
  | "sending"
  | "unknown"
  | "sent"
  | "failed"
  | "delivered"
  | "read"
  | "bounced"
  | "skipped"
  | "cancelled";

/**
 * The ranks of delivery states: a state is taken only if its rank is higher than the stored one, so receipts may come
 * in any order, repeated, or before the send's own answer. `delivered` after `failed` wins: a late receipt is better
 * evidence than an earlier refusal. `skipped` and `cancelled` are final and reachable only before sending.
 */
export const rank = {
  held: 0,
  queued: 1,
  sending: 2,
  unknown: 3,
  sent: 4,
  failed: 5,
  delivered: 6,
  read: 7,
  bounced: 8,
} as const satisfies Partial<Record<MessageState, number>>;

export type AttemptState = keyof typeof rank;

/** The state of one attempt after hearing `heard`. */
export const fold = (stored: AttemptState, heard: AttemptState): AttemptState =>
  rank[heard] > rank[stored] ? heard : stored;

/**
 * The state of an attempt that its carrier took in several pieces: failed as soon as one has, else as far as the one that
 * has come least far.
 */
export function ofPieces(pieces: readonly AttemptState[]): AttemptState {
  const failed = pieces.find((state) => counted(state) === "failed");
  return failed ?? pieces.reduce((worst, state) => (rank[state] < rank[worst] ? state : worst), "read");
}

/**
 * The same after hearing what its pieces amount to now. It falls in one case alone: the piece that had failed was
 * delivered after all, and another is still on its way.
 */
export const foldPieces = (stored: AttemptState, whole: AttemptState): AttemptState =>
  stored === "failed" && rank[whole] >= rank.sent ? whole : fold(stored, whole);

/**
 * The state a message shows, of its attempts in order: the newest one's, or the highest of all once any is delivered.
 * An empty list is a message that no attempt was made of.
 */
export function shownState(attempts: readonly AttemptState[]): AttemptState {
  const highest = attempts.reduce<AttemptState>((best, state) => fold(best, state), "queued");
  return rank[highest] >= rank.delivered ? highest : (attempts.at(-1) ?? "queued");
}

/** How a state counts in the totals of a number: total sent = succeeded + failed. */
export function counted(state: MessageState): "ok" | "failed" | null {
  if (state === "sent" || state === "delivered" || state === "read") return "ok";
  if (state === "failed" || state === "bounced") return "failed";
  return null;
}
