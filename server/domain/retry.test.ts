import { expect, test } from "vitest";
import { retryDelayMs } from "./retry";

const seconds = (wish?: Parameters<typeof retryDelayMs>[1]) =>
  Array.from({ length: 8 }, (_, at) => {
    const ms = retryDelayMs(at + 1, wish);
    return ms === null ? null : ms / 1000;
  });

test("the wait doubles, and after eight attempts it is enough", () => {
  expect(seconds()).toEqual([2, 4, 8, 16, 32, 64, 128, null]);
});

test("a carrier's own way of growing: four to the power of the attempts, at most a quarter of an hour", () => {
  expect(seconds({ base: 4 })).toEqual([4, 16, 64, 256, 900, 900, 900, null]);
});

test("a carrier's wish to wait longer is followed, up to a day", () => {
  expect(seconds({ retryAfterMs: 10_000 })).toEqual([10, 10, 10, 16, 32, 64, 128, null]);
  expect(retryDelayMs(1, { base: 4, retryAfterMs: 9e9 })).toBe(24 * 3_600_000);
});
