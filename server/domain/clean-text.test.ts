import { expect, test } from "vitest";
import { cleanText } from "./clean-text";

test.each([
  ["plain", "plain"],
  ["a\u0000b\u0000", "ab"],
  ["half \ud83d of a pair", "half \ufffd of a pair"],
  ["whole 👋 pair\r\n", "whole 👋 pair\r\n"],
  ["", ""],
])("%j becomes %j", (text, clean) => {
  expect(cleanText(text)).toBe(clean);
});
