import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

type Bytes = string | Uint8Array;

/** HMAC of `data`; text is taken as UTF-8. */
export function hmac(
  algorithm: "sha1" | "sha256",
  key: Bytes,
  data: Bytes,
  encoding: "hex" | "base64" | "base64url",
): string {
  return createHmac(algorithm, key).update(data).digest(encoding);
}

/**
 * Whether two texts or byte strings are the same, in a time that does not tell where they differ. Their lengths are
 * not secret. Missing values equal nothing, not even each other.
 */
export function sameBytes(a: Bytes | null | undefined, b: Bytes | null | undefined): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return false;
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Lower-case hex. */
export function sha256Hex(data: Bytes): string {
  return createHash("sha256").update(data).digest("hex");
}

/** What a token is looked up by: long and random already, so a plain hash keeps it. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** An unguessable text for addresses and keys: base64url, 24 bytes unless told. */
export function randomToken(bytes = 24): string {
  return randomBytes(bytes).toString("base64url");
}
