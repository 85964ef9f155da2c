import { expect, test } from "vitest";
import { fileName, isPicture, isScalable, keepsItsWord, plainType } from "./files";

test.each([
  ["photo.jpg", "photo.jpg"],
  ["../../etc/passwd", "passwd"],
  ["C:\\Users\\ana\\scan.pdf", "scan.pdf"],
  ["invoice\u202Efdp.exe", "invoicefdp.exe"],
  ["a\r\nContent-Type: x", "aContent-Type x"],
  [" ..hidden. ", "hidden"],
  ["照片 1.png", "照片 1.png"],
  ["\u0000\u0001", ""],
  [`${"x".repeat(300)}.jpeg`, `${"x".repeat(115)}.jpeg`],
  ["😀".repeat(200), "😀".repeat(120)],
])("%j is shown as %j", (raw, shown) => {
  expect(fileName(raw)).toBe(shown);
});

test.each([
  ["image/png", "image/jpeg", true],
  ["image/png", "text/html", false],
  ["image/png", "application/octet-stream", false],
  ["audio/ogg", "application/ogg", true],
  ["audio/mp4", "video/mp4", true],
  ["video/mp4", "application/x-msdownload", false],
  ["application/pdf", "application/zip", true],
])("announced as %s, found to be %s: %s", (announced, found, fine) => {
  expect(keepsItsWord(announced, found)).toBe(fine);
});

test("a type is its name alone, and nonsense is none", () => {
  expect(plainType("Image/PNG; charset=x")).toBe("image/png");
  expect(plainType("text/html\r\nX: y")).toBe("application/octet-stream");
  expect(plainType(null)).toBe("application/octet-stream");
  expect(["image/svg+xml", "image/tiff", "text/html"].filter(isPicture)).toEqual([]);
  expect(isScalable("image/gif")).toBe(false);
});
