import { expect, test } from "vitest";
import { laterAt } from "./later";

test.each([
  ["laterHours", "Asia/Shanghai", "2026-11-20T10:00:00Z", "2026-11-20T13:00:00Z"],
  ["laterTomorrow", "Asia/Shanghai", "2026-11-20T10:00:00Z", "2026-11-21T01:00:00Z"],
  // Past midnight there, still the day before in UTC: tomorrow is the wall's.
  ["laterTomorrow", "Asia/Shanghai", "2026-11-20T17:00:00Z", "2026-11-22T01:00:00Z"],
  ["laterTomorrow", "America/New_York", "2026-12-31T15:00:00Z", "2027-01-01T14:00:00Z"],
  // The clock goes back in the night between.
  ["laterTomorrow", "Europe/Berlin", "2026-10-24T10:00:00Z", "2026-10-25T08:00:00Z"],
  ["laterMonday", "Asia/Shanghai", "2026-11-20T10:00:00Z", "2026-11-23T01:00:00Z"],
  ["laterMonday", "Asia/Shanghai", "2026-11-23T02:00:00Z", "2026-11-30T01:00:00Z"],
] as const)("%s in %s at %s is %s", (choice, zone, now, at) => {
  expect(laterAt(choice, zone, Date.parse(now))).toEqual(new Date(at));
});
