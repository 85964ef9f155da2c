import { expect, test } from "vitest";
import { isSendCode, sendCodes, sendErrorKey } from "./send-errors";

test("a message that may have been sent is never called failed", () => {
  expect(sendErrorKey({ kind: "unknown", code: "10007" })).toBe("send.unknown");
});

test("an opt-out is told as one, a code by its number, everything else as a failure", () => {
  expect(sendErrorKey({ kind: "opted_out" })).toBe("send.opted_out");
  expect(sendErrorKey({ kind: "retryable", code: "10006" })).toBe("send.10006");
  expect(sendErrorKey({ kind: "refused" })).toBe("send.default");
});

test("codes are the eight of the contract, as text", () => {
  expect(sendCodes.every(isSendCode)).toBe(true);
  expect([10001, "10009", "", null, "10000"].some(isSendCode)).toBe(false);
});
