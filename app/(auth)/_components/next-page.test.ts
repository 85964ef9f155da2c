import { expect, test } from "vitest";
import { nextPage } from "./next-page";

test.each([
  ["/northbeam/inbox?c=1", "/northbeam/inbox?c=1"],
  ["/", "/"],
  ["//evil.example", null],
  ["/\\evil.example", null],
  ["/\t/evil.example", null],
  ["https://evil.example", null],
  ["javascript:alert(1)", null],
  ["", null],
  [undefined, null],
  [["/a", "/b"], null],
])("%j leads to %j", (asked, page) => expect(nextPage(asked)).toBe(page));
