import { expect, test } from "vitest";
import { splitText } from "./split-text";

test.each([
  ["", 10, []],
  ["short", 10, ["short"]],
  ["0123456789", 10, ["0123456789"]],
  ["01234567890", 10, ["0123456789", "0"]],
  ["hello to you all", 10, ["hello to", "you all"]],
  ["a bcdefghijklmn", 10, ["a bcdefghi", "jklmn"]],
  ["123456789😀x", 10, ["123456789", "😀x"]],
  ["0123456789 next", 10, ["0123456789", "next"]],
])("%j in pieces of %i", (text, max, pieces) => {
  expect(splitText(text, max)).toEqual(pieces);
});
