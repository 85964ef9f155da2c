import type { SendFailure } from "@/server/domain/send-errors";

/** Twilio's codes that mean one of ours. Every other code is shown with Twilio's own words. */
const meanings: Record<string, Pick<SendFailure, "kind" | "code">> = {
  "20003": { kind: "refused", code: "10004" }, // credentials
  "20429": { kind: "retryable", code: "10006" }, // too many requests at once; not processed
  "21211": { kind: "refused", code: "10001" }, // invalid To
  "21217": { kind: "refused", code: "10001" },
  "21614": { kind: "refused", code: "10001" }, // To is a landline
  "21212": { kind: "refused", code: "10002" }, // invalid From
  "21606": { kind: "refused", code: "10002" }, // From cannot send
  "21408": { kind: "refused", code: "10005" }, // country not enabled
  "21608": { kind: "refused", code: "10005" }, // trial account, To not verified
  "21610": { kind: "opted_out" },
  "21602": { kind: "refused", code: "10002" }, // empty
  "21617": { kind: "refused", code: "10002" }, // too long
  "21620": { kind: "refused", code: "10003" }, // media URL
  "21623": { kind: "refused", code: "10008" }, // too many media
  "63034": { kind: "refused", code: "10008" }, // media too large
  "30001": { kind: "refused", code: "10006" }, // queue overflow
  "30002": { kind: "refused", code: "10004" }, // account suspended
  "30005": { kind: "refused", code: "10001" }, // unknown or inactive number
  "30006": { kind: "refused", code: "10001" }, // landline or unreachable carrier
};

/** Our meaning of a code of Twilio's; undefined for codes without one. */
export function twilioMeaning(code: string): Pick<SendFailure, "kind" | "code"> | undefined {
  return Object.hasOwn(meanings, code) ? meanings[code] : undefined;
}

/** A failure told by a receipt: whatever the code, that attempt is over. */
export function twilioReceiptFailure(code: string, message: string): SendFailure {
  const meaning = twilioMeaning(code);
  return {
    kind: meaning?.kind === "opted_out" ? "opted_out" : "refused",
    ...(meaning?.code ? { code: meaning.code } : {}),
    ...(code ? { carrierCode: code } : {}),
    ...(message || code ? { detail: [code, message].filter(Boolean).join(" - ") } : {}),
  };
}
