/** What the gate looks at. `exempt`: the one confirmation of an opt-out, and the answer to HELP. */
export type GateQuestion = {
  address: string;
  reasons: readonly ("opted_out" | "bounced" | "complained" | "blocked")[];
  exempt?: boolean;
};

/** `null`: it may go. Otherwise the reason, a key under `errors.gate`. */
export type Objection = "no_address" | "suppressed" | "opted_out";

/**
 * The one gate for every outgoing message, whoever writes it; the first rule that objects decides. Consent, windows,
 * quiet hours and caps join here, in the order of the product's sending rules; the sender's rate is the pace's.
 */
export function gateObjects({ address, reasons, exempt = false }: GateQuestion): Objection | null {
  if (address.trim() === "") return "no_address";
  if (reasons.some((reason) => reason !== "opted_out")) return "suppressed";
  if (reasons.includes("opted_out") && !exempt) return "opted_out";
  return null;
}
