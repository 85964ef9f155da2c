import { expect, test } from "vitest";
import { retryAfter } from "./retry-after";

const now = new Date("2026-11-20T09:00:00Z");

test.each([
  ["3", 3000],
  [" 0 ", 0],
  ["1.5", 1500],
  ["Fri, 20 Nov 2026 09:00:10 GMT", 10_000],
  ["Fri, 20 Nov 2026 08:00:00 GMT", 0],
  ["999999999999", 86_400_000],
  ["soon", undefined],
  ["", undefined],
])("%j is %s milliseconds", (said, ms) => {
  expect(retryAfter(new Headers({ "retry-after": said }), now)).toBe(ms);
});

test("a carrier that says nothing leaves it to us", () => {
  expect(retryAfter(new Headers(), now)).toBeUndefined();
});
