import { describe, expect, test } from "vitest";
import { displayAddress, isE164, parsePhone, toAddress, toE164 } from "./phone";

describe("a number becomes E.164", () => {
  test.each([
    ["+15550193510", undefined, "+15550193510"], // possible but not assigned: a real test sender
    ["+1 (410) 216-1183", undefined, "+14102161183"],
    ["(410) 216-1183", "US", "+14102161183"],
    ["138 0013 8000", "CN", "+8613800138000"],
    ["+86 180 1212 1222", undefined, "+8618012121222"],
    ["020 7946 0958", "GB", "+442079460958"],
    ["+1410216118３", undefined, "+14102161183"], // a full-width digit
  ])("%s (%s) is %s", (text, country, e164) => {
    expect(toE164(text, country)).toBe(e164);
  });

  test.each([
    ["14102161183", undefined], // without + and country nothing is guessed
    ["12345", undefined],
    ["+1", undefined],
    ["Patchbay", undefined],
    ["call +14102161183 now", undefined],
    ["+14102161183;ext=5", undefined],
    ["", "US"],
    ["tel:+14102161183", undefined],
  ])("%s (%s) is none", (text, country) => {
    expect(toE164(text, country)).toBeNull();
  });

  test("a country that does not exist is as none, and a very long text is none at once", () => {
    expect(toE164("+14102161183", "XX")).toBe("+14102161183");
    expect(toE164(`+${"1".repeat(1_000_000)}`)).toBeNull();
  });
});

test("a number tells its country and how it is written", () => {
  expect(parsePhone("+14102161183")).toEqual({
    e164: "+14102161183",
    country: "US",
    callingCode: "1",
    display: "+1 410 216 1183",
    national: "(410) 216-1183",
  });
  expect(parsePhone("+15550193510")).toMatchObject({ callingCode: "1", display: "+1 555 019 3510" });
});

test("senders that are no numbers stay as they are", () => {
  expect(["12345", " PATCHBAY ", "+1 410 216 1183", "+12", "14102161183"].map(toAddress)).toEqual([
    "12345",
    "PATCHBAY",
    "+14102161183",
    "+12",
    "14102161183",
  ]);
});

test("addresses are shown the way people write them", () => {
  expect(["+8618012121222", "12345", "sales@example.com"].map(displayAddress)).toEqual([
    "+86 180 1212 1222",
    "12345",
    "sales@example.com",
  ]);
});

test("E.164 is a plus and two to fifteen digits", () => {
  expect(["+14102161183", "+12", "14102161183", "+0123", "+1234567890123456", "+1 410"].map(isE164)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
