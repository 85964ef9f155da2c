import { describe, expect, test } from "vitest";
import { startOfDay } from "./day";

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
