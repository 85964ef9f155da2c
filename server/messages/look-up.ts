import { sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import { carrierOf } from "@/server/channels";
import { channelById } from "@/server/channels/door";
import { CarrierError } from "@/server/channels/errors";
import { carrierIo } from "@/server/channels/io";
import { viewOf } from "@/server/channels/open-channel";
import type { TenantId } from "@/server/domain/ids";
import { sandboxLine } from "@/server/sandbox/line";
import { lockExternalId, settleReceipts } from "./apply-receipt";
import { sendReason } from "./reasons";
import { setAttemptState } from "./set-attempt-state";

/**
 * Ask the carrier what became of a message whose sending ended without an answer. Whether it was found is returned;
 * "not found" proves nothing, so the message stays unknown.
 */
export async function lookUpMessage(tenant: TenantId, messageId: string): Promise<boolean> {
  const sought = await withTenant(tenant, async (tx) => {
    const [row] = await tx.execute<{
      channel_id: string;
      attempt: number;
      external_id: string | null;
      number: string;
      address: string;
      text: string;
      started_at: string;
    }>(sql`
      select m.channel_id, a.attempt, a.external_id, n.address as number, m.address, m.text, a.started_at
      from messages m join message_attempts a on a.message_id = m.id and a.attempt = m.attempt
      join channel_numbers n on n.id = m.number_id
      where m.id = ${messageId} and a.state = 'unknown'`);
    return row;
  });
  const channel = sought && (await channelById(tenant, sought.channel_id));
  const carrier = channel && carrierOf(channel.carrier);
  if (!sought || !channel || !carrier?.lookup) return false;
  const question = {
    externalId: sought.external_id ?? undefined,
    from: sought.number,
    to: sought.address,
    text: sought.text,
    since: new Date(sought.started_at),
    clientRef: messageId,
  };
  const found = await carrier
    .lookup(question, viewOf(channel), carrierIo(carrier.name, sandboxLine(tenant, channel.id)))
    .catch((error: unknown) => {
      if (error instanceof CarrierError) return null;
      throw error;
    });
  if (!found) return false;
  await withTenant(tenant, async (tx) => {
    await lockExternalId(tx, channel.id, found.externalId);
    await tx.execute(sql`
      update message_attempts set external_id = ${found.externalId} where message_id = ${messageId} and attempt = ${sought.attempt} and external_id is null`);
    await setAttemptState(tx, tenant, messageId, sought.attempt, {
      state: found.status,
      reason: found.error ? sendReason(found.error) : null,
      carrierCode: found.error?.carrierCode,
      errorDetail: found.error?.detail,
    });
    const attempt = { messageId, attempt: sought.attempt, inPieces: false };
    await settleReceipts(tx, { tenant, id: channel.id }, attempt, found.externalId);
  });
  return true;
}
