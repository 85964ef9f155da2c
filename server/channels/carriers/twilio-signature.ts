import { hmac, sameBytes, sha256Hex } from "@/server/crypto";
import type { WebhookRequest } from "../carrier";
import { bodyForm } from "../read-body";

/** Asks Twilio to repeat a webhook that failed: by default it gives a message up after one answer that is not 2xx. */
export const retries = "#rc=5&rp=all";

/**
 * Whether Twilio signed a request with this token. Form posts sign the address and every field; a GET its address; a
 * JSON body is vouched for by the hash in the address.
 */
export function signedByTwilio(request: WebhookRequest, token: string): boolean {
  const signature = request.headers.get("x-twilio-signature");
  const claimed = /[?&]bodySHA256=([0-9a-f]{64})(?:&|$)/i.exec(request.url)?.[1];
  let fields = "";
  if (claimed) {
    if (!sameBytes(sha256Hex(request.rawBody), claimed.toLowerCase())) return false;
  } else if (request.method === "POST") {
    fields = signedFields(bodyForm(request.rawBody));
  }
  return spellings(request.url).some((url) => sameBytes(hmac("sha1", token, url + fields, "base64"), signature));
}

/** Names by code unit, upper case before lower; a repeated name gives its distinct values, sorted. */
function signedFields(form: URLSearchParams): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of form) values.set(name, (values.get(name) ?? new Set()).add(value));
  const names = [...values.keys()].sort();
  return names.flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value)).join("");
}

/**
 * The ways Twilio may have written our address when it signed: with or without the standard port, with or without the
 * fragment that asks for retries. Never through a URL parser, which would re-encode what was signed.
 */
function spellings(url: string): string[] {
  const [, scheme, host, port, rest] = /^(https?):\/\/([^/?#]*?)(?::(\d+))?([/?#].*)?$/s.exec(url) ?? [];
  if (!scheme || !host) return [url];
  const standard = scheme === "https" ? "443" : "80";
  const addresses = [url];
  if (!port) addresses.push(`${scheme}://${host}:${standard}${rest ?? ""}`);
  else addresses.push(`${scheme}://${host}${rest ?? ""}`);
  return addresses.flatMap((address) => [address, address + retries]);
}
