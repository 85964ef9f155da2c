import { sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import { randomToken, sha256Hex } from "@/server/crypto";
import type { TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { notFound } from "@/server/errors";
import { once } from "@/server/process";
import { openSecret, sealSecret } from "@/server/secrets";

const place = (tenant: TenantId, channelId: string) => ({ tenant, table: "channels", row: channelId, column: "token" });

/** A channel's own secret in its webhook address, made once: its hash finds the channel, sealed it is shown again. */
export function newWebhookToken(tenant: TenantId, channelId: string): { hash: string; sealed: string } {
  const token = randomToken(32);
  return { hash: sha256Hex(token), sealed: sealSecret(token, place(tenant, channelId)) };
}

/** What identifies a channel in its webhook address. */
export type WebhookPlace = { tenantShortId: string; token: string };

/**
 * Where a channel is written to. It never changes, so a process reads it once.
 * @throws AppError NOT_FOUND; SecretError when the token was sealed under a key that is not here
 */
export async function webhookPlace(tenant: TenantId, channelId: string): Promise<WebhookPlace> {
  const known = once("webhook places", () => new Map<string, WebhookPlace>());
  const key = `${tenant} ${channelId}`;
  const found = known.get(key);
  if (found) return found;
  const [row] = await withTenant(tenant, (tx) =>
    tx.execute<{ short_id: string; token_sealed: string }>(sql`
      select t.short_id, c.token_sealed from channels c join tenants t on t.id = c.tenant_id where c.id = ${channelId}`),
  );
  if (!row) throw notFound("channel");
  const read = { tenantShortId: row.short_id, token: openSecret(row.token_sealed, place(tenant, channelId)) };
  known.set(key, read);
  return read;
}

/** The address as carriers get it. */
export const webhookUrl = ({ tenantShortId, token }: WebhookPlace): string =>
  `${env().PUBLIC_URL}/api/webhooks/${tenantShortId}/${token}`;

/** @throws as `webhookPlace` */
export const webhookAddress = async (tenant: TenantId, channelId: string): Promise<string> =>
  webhookUrl(await webhookPlace(tenant, channelId));
