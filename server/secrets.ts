import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/server/env";

/** Where a sealed text lives. It opens nowhere else: a row copied to another tenant stays shut. */
export interface SecretPlace {
  tenant: string;
  table: string;
  row: string;
  column: string;
}

/** A sealed text that does not open: another key, another place, or changed bytes. */
export class SecretError extends Error {
  override name = "SecretError";
}

const version = "s1";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Seals a text with AES-256-GCM under the installation's key, with its place as associated data.
 * The result is `s1.<key id>.<base64url of iv, ciphertext and tag>`; the same text never seals to the same result.
 */
export function sealSecret(text: string, place: SecretPlace): string {
  return seal(text, JSON.stringify([place.tenant, place.table, place.row, place.column]));
}

/** Opens what `sealSecret` made, with the current key or a previous one. Throws `SecretError`. */
export function openSecret(sealed: string, place: SecretPlace): string {
  return open(sealed, JSON.stringify([place.tenant, place.table, place.row, place.column]));
}

/** Whether a sealed text was made with a key that is no longer the current one. */
export function needsReseal(sealed: string): boolean {
  return sealed.split(".")[1] !== currentKey().id;
}

const canaryText = "patchbay";
const canaryPlace = "canary";

/** A sealed text that every start opens: whoever has the wrong key hears it before anything is written with it. */
export function makeCanary(): string {
  return seal(canaryText, canaryPlace);
}

/** Throws `SecretError` when the installation's secrets cannot be opened with the keys at hand. */
export function openCanary(sealed: string): void {
  if (open(sealed, canaryPlace) !== canaryText) throw new SecretError("the sealed canary holds another text");
}

function seal(text: string, place: string): string {
  const key = currentKey();
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, iv);
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${version}.${key.id}.${body.toString("base64url")}`;
}

function open(sealed: string, place: string): string {
  const [made, id, encoded, ...more] = sealed.split(".");
  if (made !== version || !id || !encoded || more.length > 0) throw new SecretError("not a sealed text");
  const key = keys().find((one) => one.id === id);
  if (!key) throw new SecretError("sealed with a key that is not here: is APP_SECRET the one it was made with?");
  const body = Buffer.from(encoded, "base64url");
  if (body.length < ivBytes + tagBytes) throw new SecretError("sealed text is cut short");
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, body.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(body.subarray(-tagBytes));
  try {
    return decipher.update(body.subarray(ivBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch (cause) {
    throw new SecretError("sealed text does not open here: it was changed, or belongs to another place", { cause });
  }
}

interface Key {
  id: string;
  bytes: Buffer;
}

const derived = new Map<string, Key>();

function keyOf(secret: string): Key {
  const known = derived.get(secret);
  if (known) return known;
  const derive = (purpose: string, length: number) =>
    Buffer.from(hkdfSync("sha256", secret, "patchbay", `tenant secrets: ${purpose}`, length));
  const key = { id: derive("key id", 6).toString("hex"), bytes: derive("key", 32) };
  derived.set(secret, key);
  return key;
}

/** The current key, then those still honoured after a change. */
function keys(): Key[] {
  const { APP_SECRET, APP_SECRET_PREVIOUS } = env();
  return [APP_SECRET, APP_SECRET_PREVIOUS].flat().flatMap((secret) => (secret ? [keyOf(secret)] : []));
}

function currentKey(): Key {
  const [current] = keys();
  if (!current) throw new SecretError("APP_SECRET is not set");
  return current;
}
