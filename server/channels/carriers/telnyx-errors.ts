import type { SendCode, SendFailure } from "@/server/domain/send-errors";
import { inWords, type ListedError } from "../replies";

type Meaning = Pick<SendFailure, "kind" | "code">;

/**
 * Telnyx's codes that mean one of ours; every other one is shown with Telnyx's own words. They are read by Telnyx's
 * error-code reference: its guide to webhooks gives some of the 40xxx other meanings, so title and detail always stand
 * beside our text.
 */
const codes: Record<SendCode, readonly string[]> = {
  "10001": ["10002", "10016", "40310", "40012", "40001"], // invalid or unroutable recipient
  "10002": [
    ...["10004", "10015", "10026", "10027", "40302", "40304", "40305", "40306", "40307", "40316", "40325", "40009"],
  ],
  "10003": ["40301", "40308", "40319"], // this type is impossible between these numbers
  "10004": ["10009", "20001", "20002", "20006", "20008"],
  "10005": ["10010", "10038", "20003", "20012", "20013", "40309", "40314", "40333"], // account, region, spend limit
  "10006": ["10011", "40318", "40011", "40016", "40018"],
  "10007": ["10007", "10008", "10037"],
  "10008": ["40317"], // more than 10 items, or 1 MB and more
};

const meanings = new Map<string, Meaning>([
  ...Object.entries(codes).flatMap(([code, theirs]) =>
    theirs.map((one): [string, Meaning] => [one, { kind: "refused", code: code as SendCode }]),
  ),
  ["40300", { kind: "opted_out" }], // blocked because of STOP
]);

/** Our meaning of a code of Telnyx's; undefined for codes without one. */
export const telnyxMeaning = (code: string): Meaning | undefined => meanings.get(code);

/** The first error with a meaning of ours, else the first. */
export const telnyxTelling = (errors: readonly ListedError[]): ListedError | undefined =>
  errors.find(({ code }) => meanings.has(code)) ?? errors[0];

/** A failure told by a receipt: whatever the code, that attempt is over. `word` is the state that told of it. */
export function telnyxReceiptFailure(errors: readonly ListedError[] | null, word: string): SendFailure {
  const error = telnyxTelling(errors ?? []);
  if (!error) return { kind: "refused", carrierCode: word };
  return {
    kind: "refused",
    ...telnyxMeaning(error.code),
    ...(error.code ? { carrierCode: error.code } : {}),
    detail: inWords(error),
  };
}
