import { expect, test } from "vitest";
import { durationMs, retryAfterMs, wakeAt } from "./durations";

test.each([
  ["1s", 1_000],
  ["500ms", 500],
  ["1d2h", 93_600_000],
  ["15m15s", 915_000],
  ["1w", 604_800_000],
  ["1h 30m", 5_400_000],
  ["9999d", 366 * 86_400_000],
])("%s is %d ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(["", "soon", "5", "5 years", "1s!"])("%j is no duration", (text) => {
  expect(() => durationMs(text)).toThrow("not a duration");
});

test("a sleep names a duration or an instant", () => {
  expect(wakeAt("2s", 1_000)).toBe(3_000);
  expect(wakeAt("2026-11-20T09:35:00.000Z", 0)).toBe(366 * 86_400_000); // a year at most
  expect(wakeAt("1970-01-01T00:00:09.000Z", 1_000)).toBe(9_000);
});

test("retry-after is kept between a second and a day", () => {
  expect(retryAfterMs("90", 0)).toBe(90_000);
  expect(retryAfterMs("0", 0)).toBe(1_000);
  expect(retryAfterMs("1970-01-01T00:00:30.000Z", 10_000)).toBe(20_000);
  expect(retryAfterMs("2030-01-01T00:00:00.000Z", 0)).toBe(86_400_000);
  expect(retryAfterMs(undefined, 0)).toBeNull();
  expect(retryAfterMs("soon", 0)).toBeNull();
});
