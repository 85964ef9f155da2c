import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { withTenant } from "@/db/tenant";
import { carrierOf } from "@/server/channels";
import type { ChannelNumber, Credentials } from "@/server/channels/carrier";
import { type SandboxEvent, sandboxRequest, signSandbox } from "@/server/channels/carriers/sandbox";
import { sealCredentials } from "@/server/channels/open-channel";
import { receive } from "@/server/channels/receive";
import { newWebhookToken, webhookPlace, webhookUrl } from "@/server/channels/webhook-address";
import { randomToken } from "@/server/crypto";
import type { TenantId } from "@/server/domain/ids";

type Options = {
  queue?: { id: string };
  member?: { memberId: string };
  ratePerS?: number;
  address?: string;
  enabled?: boolean;
};

/** A sandbox channel with one number, for tests: what its pretended phones say comes in by the product's own door. */
export async function createSandboxChannel(tenant: TenantId, options: Options) {
  const channelId = uuidv7();
  const numberId = uuidv7();
  const secret = randomToken();
  const token = newWebhookToken(tenant, channelId);
  const address = options.address ?? "+14155550100";
  await withTenant(tenant, async (tx) => {
    await tx.execute(sql`
      insert into channels (id, carrier, kind, name, credentials_sealed, token_hash, token_sealed, enabled, state, send_rate_per_s)
      values (${channelId}, 'sandbox', 'sms', 'Sandbox', ${sealCredentials(tenant, channelId, { secret })}, ${token.hash},
        ${token.sealed}, ${options.enabled ?? true}, 'connected', ${options.ratePerS ?? 1000})`);
    await tx.execute(sql`
      insert into channel_numbers (id, channel_id, address, destination_member_id, destination_queue_id, everyone_may_start)
      values (${numberId}, ${channelId}, ${address}, ${options.member?.memberId ?? null}, ${options.queue?.id ?? null}, true)`);
  });
  const place = await webhookPlace(tenant, channelId);
  const url = webhookUrl(place);
  const tell = (event: SandboxEvent) => receive(sandboxRequest(url, secret, event), { ...place, part: "" });
  return {
    tenant,
    channelId,
    numberId,
    address,
    secret,
    place,
    url,
    /** Hand over raw bytes, signed. */
    deliver: (body: string | Uint8Array<ArrayBuffer>) =>
      receive(
        new Request(url, { method: "POST", body, headers: { "x-patchbay-sandbox": signSandbox(secret, body) } }),
        { ...place, part: "" },
      ),
    /** A text from a pretended phone; the same `id` is the same message. */
    texts: (from: string, text: string, id = `in-${uuidv7()}`) =>
      tell({ type: "message", id, from, to: address, text, at: new Date().toISOString() }),
    /** What the carrier says became of a message. */
    reports: (externalId: string, status: "sent" | "delivered" | "read" | "failed", code?: string) =>
      tell({ type: "receipt", id: externalId, status, at: new Date().toISOString(), ...(code ? { code } : {}) }),
  };
}

export type TestChannel = Awaited<ReturnType<typeof createSandboxChannel>>;

type OfCarrier = {
  carrier: string;
  credentials: Credentials;
  numbers: readonly ChannelNumber[];
  queue: { id: string };
  ratePerS?: number;
};

/** A channel of any carrier, switched on, its numbers leading to a queue. */
export async function createChannel(tenant: TenantId, { carrier, credentials, numbers, queue, ratePerS }: OfCarrier) {
  const channelId = uuidv7();
  const token = newWebhookToken(tenant, channelId);
  const kind = carrierOf(carrier)?.kind ?? "sms";
  const kept = numbers.map((number) => ({ ...number, id: uuidv7() }));
  await withTenant(tenant, async (tx) => {
    await tx.execute(sql`
      insert into channels (id, carrier, kind, name, credentials_sealed, token_hash, token_sealed, enabled, state, send_rate_per_s)
      values (${channelId}, ${carrier}, ${kind}, ${carrier}, ${sealCredentials(tenant, channelId, credentials)}, ${token.hash},
        ${token.sealed}, true, 'connected', ${ratePerS ?? 1000})`);
    for (const { id, address, fields } of kept)
      await tx.execute(sql`
        insert into channel_numbers (id, channel_id, address, fields, destination_queue_id, everyone_may_start)
        values (${id}, ${channelId}, ${address}, ${JSON.stringify(fields)}::jsonb, ${queue.id}, true)`);
  });
  const place = await webhookPlace(tenant, channelId);
  return { tenant, channelId, numbers: kept, place, url: webhookUrl(place) };
}

/** Ask until the answer satisfies, at most `withinMs`; then fail with what was last seen. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  satisfies: (seen: T) => boolean,
  withinMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await ask();
    if (satisfies(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`it never came to be; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** All rows of a statement inside a tenant. */
export const rowsIn = <T extends Record<string, unknown>>(
  tenant: TenantId,
  query: ReturnType<typeof sql>,
): Promise<T[]> => withTenant(tenant, async (tx) => [...(await tx.execute(query))] as unknown[] as T[]);
