import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { WebhookRequest } from "../carrier";

/** Further from now than this, in either direction, and a signature may be somebody's copy. Unit: seconds. */
const windowS = 300;

/** What stands before the 32 bytes of an Ed25519 key in DER. */
const derPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** Whether Telnyx signed a request: Ed25519 over timestamp, `|` and the raw body. Never throws. */
export function signedByTelnyx(request: WebhookRequest, publicKey: string): boolean {
  const timestamp = request.headers.get("telnyx-timestamp") ?? "";
  const signature = request.headers.get("telnyx-signature-ed25519") ?? "";
  if (!/^\d{1,12}$/.test(timestamp) || !/^[A-Za-z0-9+/]{86}==$/.test(signature)) return false;
  if (Math.abs(Math.floor(request.receivedAt.getTime() / 1000) - Number(timestamp)) > windowS) return false;
  const key = keyOf(publicKey);
  if (!key) return false;
  const signed = Buffer.concat([Buffer.from(`${timestamp}|`), request.rawBody]);
  return verify(null, signed, key, Buffer.from(signature, "base64"));
}

/** Keys that were read before: reading one takes longer than checking a signature by it. */
const known = new Map<string, KeyObject>();
const MOST_KNOWN = 1000;

function keyOf(publicKey: string): KeyObject | null {
  const kept = known.get(publicKey);
  if (kept) return kept;
  const raw = Buffer.from(publicKey, "base64");
  if (raw.length !== 32) return null;
  try {
    const key = createPublicKey({ key: Buffer.concat([derPrefix, raw]), format: "der", type: "spki" });
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(publicKey, key);
    return key;
  } catch {
    return null;
  }
}
