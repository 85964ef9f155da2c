/** What the gate looks at. `exempt`: the one confirmation of an opt-out, and the answer to HELP. */
export type GateQuestion = {
  address: string;
  reasons: readonly ("opted_out" | "bounced" | "complained" | "blocked")[];
  exempt?: boolean;
  /** What the channel's carrier lets us write: anything (the default), anything within the window, templates alone. */
  freeText?: "always" | "window" | "template";
  /** The message is an approved template. */
  template?: boolean;
  /** When the customer last wrote to this number; null when he never has. */
  windowFrom?: Date | null;
  now?: Date;
};

/** `null`: it may go. Otherwise the reason, a key under `errors.gate`. */
export type Objection = "no_address" | "suppressed" | "opted_out" | "template_only" | "window_closed";

/** How long after a customer's last message free text may be sent where there is such a window. Unit: milliseconds. */
export const WINDOW_MS = 24 * 3_600_000;

/** When the window closes; null where the customer has not written. */
export const windowEnd = (windowFrom: Date | null): Date | null =>
  windowFrom && new Date(windowFrom.getTime() + WINDOW_MS);

/**
 * The one gate for every outgoing message, whoever writes it; the first rule that objects decides. Consent,
 * quiet hours and caps join here, in the order of the product's sending rules; the sender's rate is the pace's.
 */
export function gateObjects(question: GateQuestion): Objection | null {
  const { address, reasons, exempt = false, freeText = "always", template = false } = question;
  if (address.trim() === "") return "no_address";
  if (reasons.some((reason) => reason !== "opted_out")) return "suppressed";
  if (reasons.includes("opted_out") && !exempt) return "opted_out";
  if (template || freeText === "always") return null;
  if (freeText === "template") return "template_only";
  const end = windowEnd(question.windowFrom ?? null);
  return end && (question.now ?? new Date(0)) < end ? null : "window_closed";
}
