import { hkdfSync } from "node:crypto";
import { hmac, sameBytes } from "@/server/crypto";
import { provenTenant, type TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";

/** A carrier may fetch a file for so long. Unit: milliseconds. */
export const linkLivesMs = 24 * 60 * 60 * 1000;

/**
 * The address from which anybody who holds it may fetch one file until it dies: tenant, file and hour of death, signed.
 * Nothing is stored, and nothing about the file can be read from it.
 */
export function publicLink(tenant: string, attachmentId: string, now = Date.now()): string {
  const said = Buffer.alloc(36);
  said.write(tenant.replaceAll("-", ""), 0, "hex");
  said.write(attachmentId.replaceAll("-", ""), 16, "hex");
  said.writeUInt32BE(Math.floor((now + linkLivesMs) / 1000), 32);
  const token = Buffer.concat([said, signature(said, env().APP_SECRET)]).toString("base64url");
  return `${env().PUBLIC_URL}/api/media/${token}`;
}

/** What a link leads to; null when we did not make it, or it is dead. */
export function openLink(token: string, now = Date.now()): { tenant: TenantId; attachmentId: string } | null {
  if (!/^[\w-]{91}$/.test(token)) return null;
  const bytes = Buffer.from(token, "base64url");
  const [said, signed] = [bytes.subarray(0, 36), bytes.subarray(36)];
  const { APP_SECRET, APP_SECRET_PREVIOUS } = env();
  const secrets = APP_SECRET_PREVIOUS ? [APP_SECRET, APP_SECRET_PREVIOUS] : [APP_SECRET];
  if (!secrets.some((secret) => sameBytes(signature(said, secret), signed))) return null;
  if (said.readUInt32BE(32) * 1000 <= now) return null;
  return { tenant: provenTenant(uuid(said.subarray(0, 16))), attachmentId: uuid(said.subarray(16, 32)) };
}

/** The same file's link with its life before it again: for whoever has the right to see it. Another's stays as it is. */
export function renewedLink(url: string): string {
  const token = url.split("/").at(-1) ?? "";
  const to = openLink(token, 0);
  return to ? publicLink(to.tenant, to.attachmentId) : url;
}

const signature = (said: Uint8Array, secret: string): Buffer =>
  Buffer.from(
    hmac("sha256", Buffer.from(hkdfSync("sha256", secret, "patchbay", "media links", 32)), said, "hex"),
    "hex",
  );

const uuid = (bytes: Buffer) => bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
