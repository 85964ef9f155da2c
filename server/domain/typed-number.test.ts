import { expect, test } from "vitest";
import { typedNumber } from "./typed-number";

test.each([
  ["+1 (415) 555-0100", undefined, "+14155550100"],
  ["1 415 555 0100", undefined, "+14155550100"],
  ["0086 138 0013 8000", undefined, "+8613800138000"],
  ["415-555-0100", "US", "+14155550100"],
  ["138 0013 8000", "CN", "+8613800138000"],
  [" +44 20 7946 0958 ", "US", "+442079460958"],
])("%s in %s is %s", (text, country, e164) => {
  expect(typedNumber(text, country)?.e164).toBe(e164);
});

test.each(["", "hello", "+", "12", "+1 415"])("%j is no number", (text) => {
  expect(typedNumber(text)).toBeNull();
});
