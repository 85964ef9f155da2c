import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { PieceOf } from "@/server/channels/carrier";
import type { TenantId } from "@/server/domain/ids";
import { type AttemptState, fold, ofPieces } from "@/server/domain/message-state";
import type { Attempt } from "./apply-receipt";
import { type Heard, setAttemptState } from "./set-attempt-state";

type Place = Pick<Attempt, "messageId" | "attempt">;

/** The attempt that has this carrier's id for one of its pieces. */
export async function attemptOfPiece(tx: Tx, channelId: string, externalId: string): Promise<Attempt | null> {
  const [row] = await tx.execute<{ message_id: string; attempt: number }>(sql`
    select message_id, attempt from message_pieces where channel_id = ${channelId} and external_id = ${externalId}`);
  return row ? { messageId: row.message_id, attempt: row.attempt, inPieces: true } : null;
}

/**
 * A receipt was quicker than the send's own answer, or came in its place: it names our message and the piece. The others
 * are on their way, as far as we know.
 */
export async function claimPiece(
  tx: Tx,
  channelId: string,
  messageId: string,
  externalId: string,
  { index, of }: PieceOf,
): Promise<Attempt | null> {
  const [newest] = await tx.execute<{ attempt: number }>(sql`
    select attempt from message_attempts where message_id = ${messageId} and channel_id = ${channelId} order by attempt desc limit 1`);
  if (!newest) return null;
  const place = { messageId, attempt: newest.attempt };
  await lockMessage(tx, messageId);
  const sending = Array.from({ length: of }, (): Piece => ({ externalId: null, heard: { state: "sending" } }));
  await keepPieces(tx, channelId, place, sending);
  const [claimed] = await tx.execute(sql`
    update message_pieces set external_id = ${externalId}
    where message_id = ${messageId} and attempt = ${newest.attempt} and piece = ${index} and external_id is null returning piece`);
  return claimed ? { ...place, inPieces: true } : null;
}

/** One piece as its send left it. */
export type Piece = { externalId: string | null; heard: Heard };

/** Keep what became of each piece of an attempt; what a receipt has said already stays. */
export async function keepPieces(
  tx: Tx,
  channelId: string,
  { messageId, attempt }: Place,
  pieces: readonly Piece[],
): Promise<void> {
  for (const [at, { externalId, heard }] of pieces.entries()) {
    const [known] = await tx.execute<{ state: AttemptState }>(sql`
      select state from message_pieces where message_id = ${messageId} and attempt = ${attempt} and piece = ${at + 1}`);
    const state = known ? fold(known.state, heard.state) : heard.state;
    const said: Partial<Heard> = state === heard.state ? heard : {};
    await tx.execute(sql`
      insert into message_pieces (message_id, attempt, piece, channel_id, external_id, state, reason, carrier_code, error_detail)
      values (${messageId}, ${attempt}, ${at + 1}, ${channelId}, ${externalId}, ${state}, ${said.reason ?? null},
        ${said.carrierCode ?? null}, ${said.errorDetail ?? null})
      on conflict (tenant_id, message_id, attempt, piece) do update set state = excluded.state,
        external_id = coalesce(excluded.external_id, message_pieces.external_id),
        reason = coalesce(excluded.reason, message_pieces.reason),
        carrier_code = coalesce(excluded.carrier_code, message_pieces.carrier_code),
        error_detail = coalesce(excluded.error_detail, message_pieces.error_detail)`);
  }
}

/** A piece got as far as was heard; its message as far as its worst piece. */
export async function settlePiece(
  tx: Tx,
  tenant: TenantId,
  place: Place,
  externalId: string,
  { state, reason, carrierCode, errorDetail }: Heard,
): Promise<void> {
  const { messageId, attempt } = place;
  await lockMessage(tx, messageId);
  const [piece] = await tx.execute<{ state: AttemptState }>(sql`
    select state from message_pieces where message_id = ${messageId} and attempt = ${attempt} and external_id = ${externalId}`);
  if (piece && fold(piece.state, state) !== piece.state)
    await tx.execute(sql`
      update message_pieces set state = ${state}, reason = ${reason ?? null}, carrier_code = ${carrierCode ?? null}, error_detail = ${errorDetail ?? null}
      where message_id = ${messageId} and attempt = ${attempt} and external_id = ${externalId}`);
  await settleWhole(tx, tenant, place);
}

/** What the pieces amount to becomes the attempt's state. The message's lock is held. */
export async function settleWhole(tx: Tx, tenant: TenantId, { messageId, attempt }: Place): Promise<void> {
  const pieces = await tx.execute<{
    state: AttemptState;
    reason: string | null;
    carrier_code: string | null;
    error_detail: string | null;
  }>(sql`
    select state, reason, carrier_code, error_detail from message_pieces
    where message_id = ${messageId} and attempt = ${attempt} order by piece`);
  const state = ofPieces(pieces.map((piece) => piece.state));
  const decisive = pieces.find((piece) => piece.state === state);
  await setAttemptState(tx, tenant, messageId, attempt, {
    state,
    reason: decisive?.reason,
    carrierCode: decisive?.carrier_code,
    errorDetail: decisive?.error_detail,
    whole: true,
  });
}

/** Two that hear of two pieces take turns, so that neither overlooks the other. In the product's order of locks. */
export async function lockMessage(tx: Tx, messageId: string): Promise<void> {
  await tx.execute(sql`
    select 1 from conversations where id = (select conversation_id from messages where id = ${messageId}) for update`);
  await tx.execute(sql`select 1 from messages where id = ${messageId} for update`);
}
