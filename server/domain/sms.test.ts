import { expect, test } from "vitest";
import { smsParts, smsSize } from "./sms";

test.each([
  ["", "GSM-7", 0],
  ["a".repeat(160), "GSM-7", 1],
  ["a".repeat(161), "GSM-7", 2],
  ["a".repeat(306), "GSM-7", 2],
  ["a".repeat(307), "GSM-7", 3],
  ["€".repeat(80), "GSM-7", 1],
  ["€".repeat(81), "GSM-7", 2],
  ["中".repeat(70), "UCS-2", 1],
  ["中".repeat(71), "UCS-2", 2],
  ["中".repeat(134), "UCS-2", 2],
  ["中".repeat(135), "UCS-2", 3],
  ["😀".repeat(35), "UCS-2", 1],
  ["😀".repeat(36), "UCS-2", 2],
  // Two units never straddle: 76 pairs and a half would fill a part, so the sum alone says one part too few.
  ["€".repeat(153), "GSM-7", 3],
  ["😀".repeat(67), "UCS-2", 3],
] as const)("%# is %s in %i parts", (text, encoding, parts) => {
  expect(smsSize(text)).toMatchObject({ encoding, parts });
  expect(smsParts(text)).toBe(parts);
});

test("one character outside GSM-7 turns the whole text, and is named once", () => {
  expect(smsSize("It’s `fine`, it’s ok")).toMatchObject({ encoding: "UCS-2", forcedBy: ["’", "`"] });
  expect(smsSize("^{}\\[]~|€\f Çñ@")).toMatchObject({ encoding: "GSM-7", forcedBy: [] });
  for (const culprit of ["ç", "\t", "\u00a0", "“", "`", "中"])
    expect(smsSize(`a${culprit}`).forcedBy).toEqual([culprit]);
});

test("the meter shows how full each part is", () => {
  expect(smsSize("a".repeat(100))).toMatchObject({ fill: [100], perPart: 160, left: 60 });
  expect(smsSize("a".repeat(200))).toMatchObject({ fill: [153, 47], perPart: 153, left: 106 });
  expect(smsSize("a\r\nb")).toMatchObject({ fill: [4] });
  expect(smsSize("中".repeat(71))).toMatchObject({ fill: [67, 4], perPart: 67, left: 63 });
  expect(smsSize("")).toMatchObject({ fill: [], parts: 0, left: 160 });
});

test("a text far beyond every limit is counted the same way, and quickly", () => {
  expect(smsParts("a".repeat(153 * 40))).toBe(40);
  expect(smsParts("中".repeat(67 * 100 + 1))).toBe(101);
  expect(smsParts("€".repeat(76 * 60))).toBe(60);
  expect(smsParts("😀".repeat(33 * 200))).toBe(200);
  const started = performance.now();
  expect(smsSize(`${"a".repeat(999_999)}中`)).toMatchObject({ encoding: "UCS-2", forcedBy: ["中"] });
  expect(performance.now() - started).toBeLessThan(5000);
});
