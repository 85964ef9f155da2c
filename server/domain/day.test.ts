import { describe, expect, test } from "vitest";
import { startOfDate, startOfDay } from "./day";

describe("the calendar day begins at the zone's own midnight", () => {
  test.each([
    ["UTC", "2026-03-10T15:00:00Z", "2026-03-10T00:00:00Z"],
    ["Asia/Shanghai", "2026-03-10T15:59:59Z", "2026-03-09T16:00:00Z"],
    ["Asia/Shanghai", "2026-03-10T16:00:00Z", "2026-03-10T16:00:00Z"],
    ["Asia/Kolkata", "2026-03-10T18:29:00Z", "2026-03-09T18:30:00Z"],
    ["America/New_York", "2026-03-08T18:00:00Z", "2026-03-08T05:00:00Z"], // clocks went forward at 2
    ["America/New_York", "2026-11-01T18:00:00Z", "2026-11-01T04:00:00Z"], // and back at 2
    ["America/Havana", "2026-03-08T18:00:00Z", "2026-03-08T05:00:00Z"], // forward at midnight itself
  ])("%s at %s", (zone, now, start) => {
    expect(startOfDay(zone, new Date(now)).toISOString()).toBe(new Date(start).toISOString());
  });
});

test.each([
  ["Asia/Shanghai", "2026-03-10T16:00:00Z", 6, "2026-03-04T16:00:00Z"],
  ["America/New_York", "2026-03-10T18:00:00Z", 6, "2026-03-04T05:00:00Z"], // over the change of clocks
  ["UTC", "2026-03-01T00:00:00Z", 1, "2026-02-28T00:00:00Z"],
])("%s at %s, %i days before: %s", (zone, now, days, start) => {
  expect(startOfDay(zone, new Date(now), days).toISOString()).toBe(new Date(start).toISOString());
});

test.each([
  ["UTC", "2026-03-10", 0, "2026-03-10T00:00:00Z"],
  ["Pacific/Kiritimati", "2026-03-10", 0, "2026-03-09T10:00:00Z"],
  ["Pacific/Pago_Pago", "2026-03-10", 0, "2026-03-10T11:00:00Z"],
  ["America/Havana", "2026-03-08", 0, "2026-03-08T05:00:00Z"], // its midnight was skipped
  ["America/New_York", "2026-11-01", 1, "2026-11-02T05:00:00Z"],
])("%s: the day %s and %i more begins at %s", (zone, date, days, start) => {
  expect(startOfDate(zone, date, days).toISOString()).toBe(new Date(start).toISOString());
});
