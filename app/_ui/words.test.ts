import { expect, test } from "vitest";
import { initials } from "./avatar";
import { cn } from "./cn";
import { formatPhone } from "./phone-number";

test.each([
  { name: "Marcus Oyelaran", letters: "MO" },
  { name: "周雨桐", letters: "周" },
  { name: "高丽娜 · 城北俱乐部领队", letters: "高" },
  { name: "Łukasz Wiśniewski-Krzyżanowski von Habsburg", letters: "ŁH" },
  { name: "ágnes", letters: "Á" },
  { name: "+1 (415) 555-0182", letters: "5" },
  { name: "  ", letters: "" },
  { name: "🙂", letters: "" },
])("$name is shown as $letters", ({ name, letters }) => {
  expect(initials(name)).toBe(letters);
});

test.each([
  { e164: "+8613800138000", shown: "+86 138 0013 8000" },
  { e164: "+14155550182", shown: "+1 (415) 555-0182" },
  { e164: "12345", shown: "12345" },
  { e164: "NORTHBEAM", shown: "NORTHBEAM" },
  { e164: "+99", shown: "+99" },
])("the address $e164 is read as $shown", ({ e164, shown }) => {
  expect(formatPhone(e164)).toBe(shown);
});

test("a size and a colour of text do not drop each other", () => {
  expect(cn("text-13 text-ink", "text-ink-2")).toBe("text-13 text-ink-2");
  expect(cn("text-13 text-ink", "text-12")).toBe("text-ink text-12");
  expect(cn("rounded-2 shadow-1", "rounded-bubble shadow-3")).toBe("rounded-bubble shadow-3");
  expect(cn("icon-14", "icon-20")).toBe("icon-20");
});
