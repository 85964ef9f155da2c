import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { type SandboxEvent, sandboxRequest } from "@/server/channels/carriers/sandbox";
import { channelById } from "@/server/channels/door";
import { credentialsOf } from "@/server/channels/open-channel";
import { receive } from "@/server/channels/receive";
import { webhookPlace, webhookUrl } from "@/server/channels/webhook-address";
import { provenTenant, type TenantId } from "@/server/domain/ids";
import { log } from "@/server/log";

/** When a message's receipt is owed; null when none is, or it was given already. */
export async function receiptDueAt(tenant: TenantId, messageId: string): Promise<Date | null> {
  const [row] = await withTenant(tenant, (tx) =>
    tx.execute<{ receipt_at: string }>(sql`
      select receipt_at from sandbox_messages where id = ${messageId} and receipt is not null and reported_at is null`),
  );
  return row ? new Date(row.receipt_at) : null;
}

/**
 * Give the receipt that a pretended phone owes, by the webhook door like any carrier's. Given twice it counts once.
 * Returns whether the door took it. Never throws: what was not taken stays owed, and the sweep comes again.
 */
export async function reportReceipt(tenant: TenantId, messageId: string): Promise<boolean> {
  try {
    const [owed] = await withTenant(tenant, (tx) =>
      tx.execute<{ channel_id: string; receipt: "delivered" | "failed"; receipt_error: string | null }>(sql`
        select channel_id, receipt, receipt_error from sandbox_messages
        where id = ${messageId} and receipt is not null and reported_at is null and receipt_at <= now() + interval '1 second'`),
    );
    if (!owed) return true;
    const taken = await postAsPhone(tenant, owed.channel_id, {
      type: "receipt",
      id: messageId,
      status: owed.receipt,
      ...(owed.receipt_error ? { code: owed.receipt_error } : {}),
      at: new Date().toISOString(),
    });
    if (!taken) return false;
    await withTenant(tenant, (tx) =>
      tx.execute(sql`update sandbox_messages set reported_at = now() where id = ${messageId} and reported_at is null`),
    );
    return true;
  } catch (error) {
    log.warn({ err: error, messageId }, "a sandbox receipt could not be given; it stays owed");
    return false;
  }
}

/** Receipts that are overdue: their process died, or the event was lost. Oldest first. */
export async function overdueReceipts(limit = 500): Promise<{ tenant: TenantId; messageId: string }[]> {
  const rows = await systemDb().execute<{ tenant_id: string; id: string }>(sql`
    select m.tenant_id, m.id from sandbox_messages m
    join channels c on c.tenant_id = m.tenant_id and c.id = m.channel_id
    where m.receipt is not null and m.reported_at is null and m.receipt_at < now() - interval '5 seconds'
      and m.receipt_at > now() - interval '2 days' and c.deleted_at is null
    order by m.receipt_at limit ${limit}`);
  return rows.map((row) => ({ tenant: provenTenant(row.tenant_id), messageId: row.id }));
}

/**
 * What a pretended phone says, signed over its raw bytes and handed to the same door as an outside carrier's request.
 * Returns whether the door answered that it took it.
 */
export async function postAsPhone(tenant: TenantId, channelId: string, event: SandboxEvent): Promise<boolean> {
  const place = await webhookPlace(tenant, channelId);
  const channel = await channelById(tenant, channelId);
  const secret = channel && credentialsOf(channel).current.secret;
  if (typeof secret !== "string") return false;
  const request = sandboxRequest(webhookUrl(place), secret, event);
  const answer = await receive(request, { ...place, part: "" });
  return answer.status < 300;
}
