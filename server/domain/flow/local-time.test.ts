import { describe, expect, test } from "vitest";
import { instantOf, isZone, nextLocalTime, wallTime } from "./local-time";

const iso = (at: number) => new Date(at).toISOString();

describe("the wall clock as an instant", () => {
  test.each([
    ["a plain day", "Asia/Shanghai", [2026, 3, 2, 9, 0], "2026-03-02T01:00:00.000Z"],
    [
      "skipped by the clock change: the first moment that exists",
      "Europe/Berlin",
      [2026, 3, 29, 2, 30],
      "2026-03-29T01:00:00.000Z",
    ],
    ["twice on the day of the change: the first", "Europe/Berlin", [2026, 10, 25, 2, 30], "2026-10-25T00:30:00.000Z"],
    ["skipped in New York", "America/New_York", [2026, 3, 8, 2, 30], "2026-03-08T07:00:00.000Z"],
    ["twice in New York", "America/New_York", [2026, 11, 1, 1, 30], "2026-11-01T05:30:00.000Z"],
    ["a change at midnight", "America/Asuncion", [2023, 10, 1, 0, 15], "2023-10-01T04:00:00.000Z"],
    ["half an hour in Lord Howe", "Australia/Lord_Howe", [2026, 10, 4, 2, 10], "2026-10-03T15:30:00.000Z"],
    ["a whole day that was left out", "Pacific/Apia", [2011, 12, 30, 12, 0], "2011-12-30T10:00:00.000Z"],
  ] as const)("%s", (_, zone, [year, month, day, hour, minute], wanted) => {
    expect(iso(instantOf(zone, year, month, day, hour, minute))).toBe(wanted);
  });
});

describe("the next 09:00", () => {
  test.each([
    ["later today", "Asia/Shanghai", "2026-03-02T00:00:00Z", [], "2026-03-02T01:00:00.000Z"],
    ["now is not next", "Asia/Shanghai", "2026-03-02T01:00:00Z", [], "2026-03-03T01:00:00.000Z"],
    ["stays 09:00 across a clock change", "Europe/Berlin", "2026-03-28T09:00:00Z", [], "2026-03-29T07:00:00.000Z"],
    ["weekdays are local ones", "Pacific/Auckland", "2026-03-01T12:00:00Z", [1], "2026-03-01T20:00:00.000Z"],
    ["only Sundays", "UTC", "2026-03-02T00:00:00Z", [7], "2026-03-08T09:00:00.000Z"],
    ["today next week", "UTC", "2026-03-02T10:00:00Z", [1], "2026-03-09T09:00:00.000Z"],
  ] as const)("%s", (_, zone, now, days, wanted) => {
    expect(iso(nextLocalTime(zone, Date.parse(now), 9, 0, days))).toBe(wanted);
  });
});

test("an instant there and back, every half hour of a year, in zones that change", () => {
  for (const zone of ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]) {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 13 * 1_800_000) {
      const { year, month, day, hour, minute } = wallTime(zone, at);
      // The second time of an hour that exists twice comes back as the first.
      expect(at - instantOf(zone, year, month, day, hour, minute)).toBeOneOf([0, 3_600_000, 1_800_000]);
    }
  }
});

test("zones are known by name", () => {
  expect(isZone("Asia/Shanghai")).toBe(true);
  expect(isZone("Mars/North")).toBe(false);
  expect(isZone("")).toBe(false);
  expect(isZone("x".repeat(100_000))).toBe(false);
});
