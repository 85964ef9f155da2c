import { expect, test } from "vitest";
import { hmac, randomToken, sameBytes, sha256Hex } from "./crypto";

test("hashes and signatures are the known ones", () => {
  expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(hmac("sha256", "Jefe", "what do ya want for nothing?", "hex")).toBe(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
  expect(hmac("sha1", "Jefe", "what do ya want for nothing?", "hex")).toBe("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
});

test("text is compared as its bytes, and nothing equals a missing value", () => {
  expect(sameBytes("é", Buffer.from("é"))).toBe(true);
  expect(sameBytes("abc", "abd")).toBe(false);
  expect(sameBytes("abc", "abcd")).toBe(false);
  expect(sameBytes("", "")).toBe(true);
  expect(sameBytes(null, null)).toBe(false);
  expect(sameBytes(undefined, "")).toBe(false);
});

test("tokens fit into addresses and do not repeat", () => {
  const tokens = new Set(Array.from({ length: 1000 }, () => randomToken()));
  expect(tokens.size).toBe(1000);
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
});
