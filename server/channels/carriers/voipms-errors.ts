import type { SendFailure } from "@/server/domain/send-errors";

type Meaning = Pick<SendFailure, "kind" | "code">;

const as = (code: NonNullable<Meaning["code"]>, words: string[], kind: Meaning["kind"] = "refused") =>
  words.map((word): [string, Meaning] => [word, { kind, code }]);

/** VoIP.ms's words in our terms. Every other word is shown as it is. */
const meanings = new Map<string, Meaning>([
  ...as("10001", ["invalid_dst", "missing_dst"]),
  ...as("10002", ["invalid_did", "missing_did", "no_did", "invalid_sms", "message_empty", "missing_sms"]),
  ...as("10002", ["missing_message", "sms_toolong"]),
  // UNCONFIRMED words; taken for what they say.
  ...as("10003", ["invalid_media", "invalid_attachment"]),
  ...as("10004", ["invalid_credentials", "missing_credentials", "invalid_username", "invalid_password"]),
  // UNCONFIRMED: account_inactive.
  ...as("10005", ["api_not_enabled", "ip_not_enabled", "account_inactive"]),
  // A daily limit of the number: trying again today would only repeat the refusal.
  ...as("10006", ["limit_reached"]),
  // UNCONFIRMED word.
  ...as("10006", ["api_limit_exceeded"], "retryable"),
  ...as("10007", ["sms_failed", "mms_failed"]),
]);

/** Our meaning of a word of VoIP.ms's; undefined for words without one. */
export const voipmsMeaning = (word: string): Meaning | undefined => meanings.get(word);

/** Whether a word says that the login, the address it comes from or the account is not let in. */
export function voipmsForbids(word: string): boolean {
  const code = meanings.get(word)?.code;
  return code === "10004" || code === "10005";
}
