import { expect, test } from "vitest";
import { generalState, namedState } from "./channel-state";

test("no status at all is a failed request", () => {
  expect([generalState(null), namedState(null)]).toEqual(["request_failed", "request_failed"]);
});

test.each([
  [200, "expected", "connected", "connected"],
  [200, "other", "unauthorized", "request_failed"],
  [200, "error", "unauthorized", "unknown_source"],
  [401, "error", "unauthorized", "unauthorized"],
  [403, "other", "unauthorized", "unauthorized"],
  [404, "other", "unauthorized", "unauthorized"],
  [500, "other", "service_unavailable", "service_unavailable"],
  [500, "error", "service_unavailable", "service_unavailable"],
  [502, "other", "request_failed", "service_unavailable"],
  [503, "error", "unknown_source", "service_unavailable"],
  [503, "other", "request_failed", "service_unavailable"],
  [504, "other", "request_failed", "service_unavailable"],
  [429, "error", "unknown_source", "unchanged"],
  [429, "other", "request_failed", "unchanged"],
  [201, "expected", "request_failed", "request_failed"],
  [302, "other", "request_failed", "request_failed"],
  [400, "error", "unknown_source", "unknown_source"],
  [418, "other", "request_failed", "request_failed"],
] as const)(
  "%i with a body that is %s: %s for the general contract, %s for a carrier by name",
  (status, body, general, named) => {
    expect([generalState({ status, body }), namedState({ status, body })]).toEqual([general, named]);
  },
);
