import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { ReceiptItem } from "@/server/channels/carrier";
import type { TenantId } from "@/server/domain/ids";
import { type AttemptState, fold } from "@/server/domain/message-state";
import { attemptOfPiece, claimPiece, settlePiece } from "./pieces";
import { sendReason } from "./reasons";
import { type Heard, setAttemptState } from "./set-attempt-state";

/**
 * Keep a receipt and let it move its message. One for a message id that we do not know yet is kept: our own send may
 * not have returned. Returns false when this receipt was heard before.
 */
export async function applyReceipt(
  tx: Tx,
  channel: { tenant: TenantId; id: string },
  receipt: ReceiptItem,
): Promise<boolean> {
  await lockExternalId(tx, channel.id, receipt.externalId);
  const [kept] = await tx.execute(sql`
    insert into message_receipts (channel_id, dedupe_key, external_id, status, carrier_code, error_detail, reason, known)
    values (${channel.id}, ${receipt.dedupeKey}, ${receipt.externalId}, ${receipt.status}, ${receipt.error?.carrierCode ?? null},
      ${receipt.error?.detail ?? null}, ${receipt.error ? sendReason(receipt.error) : null},
      ${isKnown(sql`${channel.tenant}::uuid`, sql`${channel.id}::uuid`, sql`${receipt.externalId}`)})
    on conflict do nothing returning status`);
  if (!kept) return false;
  const attempt = await attemptOf(tx, channel.id, receipt);
  if (attempt) await settleReceipts(tx, channel, attempt, receipt.externalId);
  return true;
}

/** An attempt as receipts find it. `inPieces`: it went out in several, each with an id of its own. */
export type Attempt = { messageId: string; attempt: number; inPieces: boolean };

/**
 * The attempt that a receipt is about: by the carrier's id, or, where our send has not heard one, by our own id that the
 * carrier gives back. A send that ended without an answer is resolved in this way.
 */
async function attemptOf(tx: Tx, channelId: string, receipt: ReceiptItem): Promise<Attempt | null> {
  const { externalId, clientRef, piece } = receipt;
  const [known] = await tx.execute<Found>(sql`
    select message_id, attempt, exists (select 1 from message_pieces p where p.message_id = a.message_id and p.attempt = a.attempt) as in_pieces
    from message_attempts a where channel_id = ${channelId} and external_id = ${externalId}`);
  if (known) return { messageId: known.message_id, attempt: known.attempt, inPieces: known.in_pieces };
  const ofPiece = await attemptOfPiece(tx, channelId, externalId);
  if (ofPiece || !clientRef || !uuid.test(clientRef)) return ofPiece;
  if (piece) return claimPiece(tx, channelId, clientRef, externalId, piece);
  const [claimed] = await tx.execute<Found>(sql`
    update message_attempts a set external_id = ${externalId}
    where a.channel_id = ${channelId} and a.message_id = ${clientRef} and (a.external_id is null or a.external_id = ${clientRef})
      and a.attempt = (select max(n.attempt) from message_attempts n where n.message_id = ${clientRef})
    returning a.message_id, a.attempt, false as in_pieces`);
  return claimed ? { messageId: claimed.message_id, attempt: claimed.attempt, inPieces: false } : null;
}

/** Whether a carrier's id is one of a message of ours, or of a piece of one. */
export const isKnown = (tenant: SQL, channelId: SQL, externalId: SQL): SQL => sql`(
  exists (select 1 from message_attempts a
    where a.tenant_id = ${tenant} and a.channel_id = ${channelId} and a.external_id = ${externalId})
  or exists (select 1 from message_pieces p
    where p.tenant_id = ${tenant} and p.channel_id = ${channelId} and p.external_id = ${externalId}))`;

type Found = { message_id: string; attempt: number; in_pieces: boolean };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The two that may meet at one carrier id, our send's answer and a receipt, take turns: whoever comes second sees what
 * the first has written. Held until the transaction ends. Asked for when called, so that what is sent next waits for it.
 */
export function lockExternalId(tx: Tx, channelId: string, externalId: string): Promise<void> {
  return tx
    .execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${channelId}/${externalId}`}, 0))`)
    .then(() => undefined);
}

/** Fold every receipt that is kept for a carrier's id into the attempt, or the piece of it, that has it. */
export async function settleReceipts(
  tx: Tx,
  channel: { tenant: TenantId; id: string },
  { messageId, attempt, inPieces }: Attempt,
  externalId: string,
): Promise<void> {
  const best = await bestReceipt(tx, channel.id, externalId);
  if (!best) return;
  if (inPieces) await settlePiece(tx, channel.tenant, { messageId, attempt }, externalId, best);
  else await setAttemptState(tx, channel.tenant, messageId, attempt, best);
}

/** The furthest of all that was said about a carrier's id. */
export async function bestReceipt(tx: Tx, channelId: string, externalId: string): Promise<Heard | null> {
  const receipts = await tx.execute<{
    status: AttemptState;
    reason: string | null;
    carrier_code: string | null;
    error_detail: string | null;
  }>(sql`
    select status, reason, carrier_code, error_detail from message_receipts
    where channel_id = ${channelId} and external_id = ${externalId}`);
  const best = receipts.reduce<(typeof receipts)[number] | null>(
    (so, one) => (so === null || fold(so.status, one.status) !== so.status ? one : so),
    null,
  );
  return (
    best && { state: best.status, reason: best.reason, carrierCode: best.carrier_code, errorDetail: best.error_detail }
  );
}
