import { expect, test } from "vitest";
import { previewOf } from "./preview";

test.each([
  ["", ""],
  ["  Are you\n\topen?  ", "Are you open?"],
  ["a".repeat(500), "a".repeat(160)],
  ["👋".repeat(500), "👋".repeat(160)],
  [`a${"👋".repeat(500)}`, `a${"👋".repeat(159)}`],
  [`${"a ".repeat(100)}\n`, "a ".repeat(80)],
])("%j", (text, preview) => {
  expect(previewOf(text)).toBe(preview);
});
