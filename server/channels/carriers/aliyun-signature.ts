import { hmac, sha256Hex } from "@/server/crypto";

/** A call of Alibaba Cloud's RPC style: everything in the query, the body empty. */
export interface AliyunCall {
  host: string;
  action: string;
  version: string;
  parameters: Record<string, string>;
  /** UTC without milliseconds. */
  date: string;
  /** New for each try. */
  nonce: string;
}

/**
 * The query exactly as it is to be sent, and the headers with their signature (ACS3-HMAC-SHA256). Source: Alibaba Cloud,
 * "V3 request body and signature mechanism".
 */
export function signedAliyun(
  { host, action, version, parameters, date, nonce }: AliyunCall,
  { id, secret }: { id: string; secret: string },
): { query: string; headers: Record<string, string>; signature: string } {
  const payload = sha256Hex("");
  const signed: Record<string, string> = {
    host,
    "x-acs-action": action,
    "x-acs-content-sha256": payload,
    "x-acs-date": date,
    "x-acs-signature-nonce": nonce,
    "x-acs-version": version,
  };
  const names = Object.keys(signed).sort();
  const query = Object.keys(parameters)
    .sort()
    .map((name) => `${encoded(name)}=${encoded(parameters[name] ?? "")}`)
    .join("&");
  const lines = names.map((name) => `${name}:${signed[name]?.trim()}\n`).join("");
  const canonical = ["POST", "/", query, lines, names.join(";"), payload].join("\n");
  const signature = hmac("sha256", secret, `ACS3-HMAC-SHA256\n${sha256Hex(canonical)}`, "hex");
  const { host: _, ...headers } = signed;
  const authorization = `ACS3-HMAC-SHA256 Credential=${id},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return { query, headers: { ...headers, authorization }, signature };
}

/** RFC 3986: what encodeURIComponent leaves and this platform does not is encoded as well. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
