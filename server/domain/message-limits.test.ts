import { expect, test } from "vitest";
import { kindOfMedia, type MessageLimits, overLimit } from "./message-limits";

const mb = 1024 * 1024;
const limits: MessageLimits = {
  textCharacters: 1600,
  mediaCount: 10,
  mediaBytesTotal: 5 * mb,
  mediaKinds: [
    { types: ["image/jpeg", "image/png"] },
    { types: ["application/pdf", "audio/*"], bytesTotal: 500 * 1024 },
  ],
};
const jpeg = (sizeBytes: number) => ({ contentType: "image/jpeg", sizeBytes });
const pdf = (sizeBytes: number) => ({ contentType: "application/pdf; x=1", sizeBytes });

test.each([
  ["a text that fits", { text: "a".repeat(1600), media: [] }, null],
  ["a text too long", { text: "a".repeat(1601), media: [] }, "10002"],
  ["nothing at all", { text: " ", media: [] }, "10002"],
  ["a picture alone", { text: "", media: [jpeg(4 * mb)] }, null],
  ["pictures too large together", { text: "", media: [jpeg(3 * mb), jpeg(3 * mb)] }, "10008"],
  ["a document too large", { text: "", media: [pdf(501 * 1024)] }, "10008"],
  ["a sound of any kind", { text: "", media: [{ contentType: "audio/ogg; codecs=opus", sizeBytes: 1 }] }, null],
  ["a picture of another type", { text: "", media: [{ contentType: "image/webp", sizeBytes: 1 }] }, "10003"],
  ["what is no file of any kind", { text: "x", media: [{ contentType: "", sizeBytes: 1 }] }, "10003"],
  ["too many", { text: "", media: Array.from({ length: 11 }, () => jpeg(1)) }, "10008"],
] as const)("%s", (_, message, code) => {
  expect(overLimit(limits, message)).toBe(code);
});

test("limits that a carrier does not state are not checked, but no file is larger than ours", () => {
  expect(overLimit({}, { text: "a".repeat(9999), media: [jpeg(100 * mb)] })).toBeNull();
  expect(overLimit({}, { text: "", media: [jpeg(100 * mb + 1)] })).toBe("10008");
  expect(overLimit({ mediaCount: 0 }, { text: "hi", media: [jpeg(1)] })).toBe("10003");
  expect(overLimit({ textParts: 10 }, { text: "a".repeat(1531), media: [] })).toBe("10002");
});

test("a file is of the first sort that it fits; one too large for all of them is too large", () => {
  const kinds = [{ types: ["image/jpeg"], bytesEach: 5 }, { types: ["image/*"], bytesEach: 9 }, { types: ["*/*"] }];
  expect(kindOfMedia(kinds, jpeg(5))).toBe(kinds[0]);
  expect(kindOfMedia(kinds, jpeg(6))).toBe(kinds[1]);
  expect(kindOfMedia(kinds, jpeg(10))).toBe(kinds[2]);
  expect(kindOfMedia(kinds.slice(0, 2), jpeg(10))).toBe("10008");
  expect(kindOfMedia(kinds.slice(0, 2), pdf(1))).toBe("10003");
});
