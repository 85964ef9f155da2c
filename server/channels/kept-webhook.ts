import { sql } from "drizzle-orm";
import { env } from "@/server/env";
import type { WebhookRequest } from "./carrier";

/** A webhook as the journal keeps it while its body is needed: a row of `keptColumns`. */
export type KeptWebhook = {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  /** The raw bytes, in base64. */
  body: string;
  part: string;
  received_at: string;
};

export const keptColumns = sql`id, method, url, headers, body, part, received_at`;

/** The request as it came to the door. */
export const requestOf = (kept: KeptWebhook): WebhookRequest => ({
  method: kept.method,
  url: kept.url,
  path: kept.url.replace(env().PUBLIC_URL, "").replace(/\?.*$/, ""),
  headers: new Headers(kept.headers),
  rawBody: Buffer.from(kept.body, "base64"),
  part: kept.part,
  receivedAt: new Date(kept.received_at),
});
