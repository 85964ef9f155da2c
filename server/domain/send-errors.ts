/**
 * What can go wrong with handing a message over, in the codes that every carrier's own errors are translated to.
 * The agent reads `errors.send.<code>`; `default` is followed by the carrier's own text when there is one.
 */
export const sendCodes = ["10001", "10002", "10003", "10004", "10005", "10006", "10007", "10008"] as const;
export type SendCode = (typeof sendCodes)[number];

/** The names that the general contract gives to its codes. Two of them are the same word. */
export const sendCodeNames: Record<SendCode, string> = {
  "10001": "channel.ErrInvalidPhoneNumber",
  "10002": "channel.ErrInvalidParam",
  "10003": "channel.ErrUnsupportMedia",
  "10004": "channel.ErrAuthFail",
  "10005": "channel.ErrAuthFail",
  "10006": "channel.ErrTooManyRequest",
  "10007": "channel.ErrServiceUnavailable",
  "10008": "channel.ErrExceedsSizeLimit",
};

/**
 * What a failure lets us do next.
 *
 * - `refused`: the carrier said no; the message failed.
 * - `retryable`: surely not taken, and worth another attempt later.
 * - `unknown`: it may have been sent. Never sent again without a person's word.
 * - `opted_out`: the recipient does not want messages; never retried, and the contact is marked.
 */
export type SendFailureKind = "refused" | "retryable" | "unknown" | "opted_out";

/** A failure as it is stored with the attempt. */
export interface SendFailure {
  kind: SendFailureKind;
  /** `window_closed`: the carrier says that the time for free text is over; only a template may be sent. */
  code?: SendCode | "window_closed";
  /** The carrier's own code, as text. */
  carrierCode?: string;
  /** The carrier's own words. */
  detail?: string;
}

export function isSendCode(code: unknown): code is SendCode {
  return sendCodes.includes(code as SendCode);
}

/** Key of the sentence for the agent, below `errors.`. */
export function sendErrorKey({ kind, code }: Pick<SendFailure, "kind" | "code">): string {
  if (kind === "opted_out") return "send.opted_out";
  if (kind === "unknown") return "send.unknown";
  return `send.${code ?? "default"}`;
}
