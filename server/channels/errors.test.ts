import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sendCodes, sendErrorKey } from "@/server/domain/send-errors";
import { OutboundError } from "@/server/http";
import { CarrierError, calling, kindOfStatus } from "./errors";

test.each(["en", "zh-CN"])("every failure has a sentence in %s", (language) => {
  const file = new URL(`../../app/_i18n/messages/${language}/errors.json`, import.meta.url);
  const { send } = JSON.parse(readFileSync(file, "utf8")) as { send: Record<string, string> };
  const failures = [
    ...sendCodes.map((code) => ({ kind: "refused", code }) as const),
    { kind: "refused" } as const,
    { kind: "opted_out" } as const,
    { kind: "unknown" } as const,
  ];
  for (const failure of failures)
    expect(send[sendErrorKey(failure).replace("send.", "")], sendErrorKey(failure)).toBeTruthy();
});

test.each([
  ["connect", "no", "retryable"],
  ["dns", "no", "retryable"],
  ["tls", "no", "retryable"],
  ["timeout", "no", "retryable"], // the connection itself took too long: nothing was written
  ["timeout", "unknown", "unknown"],
  ["cut", "unknown", "unknown"],
  ["too_large", "unknown", "unknown"],
  ["refused", "no", "refused"],
  ["bad_address", "no", "refused"],
  ["bad_request", "no", "refused"],
] as const)("a call that ended in %s (sent: %s) is %s", async (reason, sent, kind) => {
  const call = calling(() => Promise.reject(new OutboundError(reason, sent, "it broke")));
  await expect(call).rejects.toMatchObject({ kind, detail: "it broke" });
});

test("errors of our own making are not dressed up as the carrier's", async () => {
  await expect(calling(() => Promise.reject(new TypeError("a bug")))).rejects.toThrow(TypeError);
});

test("only statuses that prove it are tried again", () => {
  expect([400, 401, 404, 429, 500, 502, 503, 504].map(kindOfStatus)).toEqual([
    "refused",
    "refused",
    "refused",
    "retryable",
    "refused",
    "unknown",
    "retryable",
    "unknown",
  ]);
});

test("a failure is stored without what is not known", () => {
  expect(new CarrierError({ kind: "refused", code: "10001", retryAfterMs: 5 }).failure).toEqual({
    kind: "refused",
    code: "10001",
  });
});
