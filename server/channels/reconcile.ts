import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { ingest } from "@/server/conversations/ingest";
import { provenTenant, type TenantId } from "@/server/domain/ids";
import { log } from "@/server/log";
import { carrierOf, carriers } from ".";
import type { Carrier } from "./carrier";
import { channelById } from "./door";
import { CarrierError } from "./errors";
import { carrierIo } from "./io";
import { viewOf } from "./open-channel";

/** So far back a carrier is asked, each time: long enough for an installation that was away for a while. */
const BACK_MS = 2 * 3_600_000;

/** Channels of every workspace that are switched on and whose carrier can say what it holds for us. */
export async function channelsToReconcile(limit = 500): Promise<{ tenant: TenantId; channelId: string }[]> {
  const able = Object.values<Carrier>(carriers).flatMap(({ name, missed }) => (missed ? [name] : []));
  const rows = await systemDb().execute<{ tenant_id: string; id: string }>(sql`
    select tenant_id, id from channels
    where enabled and receive and deleted_at is null and credentials_sealed is not null and carrier in ${["", ...able]}
    order by tenant_id, id limit ${limit}`);
  return rows.map((row) => ({ tenant: provenTenant(row.tenant_id), channelId: row.id }));
}

/**
 * Read back what a gap in a carrier's webhooks missed: taken like any message, once, under the same keys. A carrier that
 * cannot answer now is asked again next time. Returns how many were new.
 */
export async function reconcileChannel(tenant: TenantId, channelId: string, now = new Date()): Promise<number> {
  const channel = await channelById(tenant, channelId);
  const carrier = channel && carrierOf(channel.carrier);
  if (!channel?.receive || !carrier?.missed) return 0;
  const since = new Date(now.getTime() - BACK_MS);
  const items = await carrier.missed(since, viewOf(channel), carrierIo(carrier.name)).catch((error: unknown) => {
    if (!(error instanceof CarrierError)) throw error;
    log.warn({ channelId, reason: error.message }, "the carrier could not say what it holds for us");
    return [];
  });
  let taken = 0;
  for (const item of items) taken += await withTenant(tenant, async (tx) => (await ingest(tx, channel, [item])).taken);
  return taken;
}
