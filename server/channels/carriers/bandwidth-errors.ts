import type { SendCode, SendFailure } from "@/server/domain/send-errors";

type Meaning = Pick<SendFailure, "kind" | "code">;

/** Codes in events of failed messages; those that are not here are shown with Bandwidth's own description. */
const codes: Partial<Record<SendCode, readonly string[]>> = {
  "10001": ["4303", "4404", "4406", "4720", "4721"],
  "10002": ["4301", "4302", "4350", "4751", "4752"],
  "10003": ["4412", "4712", "4410"], // 4410: our file could not be fetched
  "10005": [
    ...["4403", "4405", "4407", "4421", "4431", "4432", "4433", "4434", "4451", "4452", "4493", "4795", "4773"],
  ],
  "10006": ["4780", "4781", "4785", "5600"],
  "10008": ["4411", "4711"],
};

const meanings = new Map<string, Meaning>([
  ...Object.entries(codes).flatMap(([code, theirs]) =>
    theirs.map((one): [string, Meaning] => [one, { kind: "refused", code: code as SendCode }]),
  ),
  ["4775", { kind: "opted_out" }],
  ["4482", { kind: "opted_out" }], // "number blocked": treated alike
]);

/** The receipt timed out: no proof that the message did not arrive. */
export const receiptTimedOut = "9902";

/** A failure told by an event: whatever the code, that attempt is over. */
export function bandwidthFailure(code: string, description: string): SendFailure {
  const meaning = meanings.get(code) ?? (/^5\d{3}$/.test(code) ? { code: "10007" as const } : {});
  const detail = [code, description].filter(Boolean).join(" - ");
  return {
    kind: "refused",
    ...meaning,
    ...(code ? { carrierCode: code } : {}),
    ...(detail ? { detail } : {}),
  };
}
