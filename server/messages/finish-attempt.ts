import { sql } from "drizzle-orm";
import { type Tx, withTenant } from "@/db/tenant";
import type { Sent } from "@/server/channels/carrier";
import { CarrierError } from "@/server/channels/errors";
import { rememberAddresses } from "@/server/conversations/one-person";
import type { TenantId } from "@/server/domain/ids";
import { retryDelayMs } from "@/server/domain/retry";
import { record } from "@/server/events";
import { bestReceipt, lockExternalId, settleReceipts } from "./apply-receipt";
import { type Claimed, channelKey } from "./claim";
import { keepPieces, lockMessage, type Piece, settleWhole } from "./pieces";
import { sendReason } from "./reasons";
import { setAttemptState } from "./set-attempt-state";

type Place = { tenant: TenantId; channelId: string };
type Attempt = Pick<Claimed, "id" | "attempt" | "token">;

/** The carrier took it: keep its id, and heed receipts that were quicker than its answer. */
export async function finishSent(place: Place, { id, attempt, token }: Attempt, sent: Sent): Promise<void> {
  const { tenant, channelId } = place;
  const { externalId, moreExternalIds = [], recipients = [] } = sent;
  if (recipients.length > 0) await rememberRecipients(tenant, id, recipients);
  await withTenant(tenant, async (tx) => {
    if (moreExternalIds.length > 0) {
      const pieces = [externalId, ...moreExternalIds].map(
        (one): Piece => ({ externalId: one, heard: { state: "sent" } }),
      );
      return settlePieces(tx, place, { id, attempt }, pieces);
    }
    // Asked for behind the lock: a receipt that is not there yet will find our id.
    const [, receipt] = await Promise.all([
      externalId ? lockExternalId(tx, channelId, externalId) : null,
      externalId ? bestReceipt(tx, channelId, externalId) : null,
      tx.execute(sql`
        update message_attempts set external_id = coalesce(${externalId}, external_id)
        where message_id = ${id} and attempt = ${attempt} and token = ${token}`),
      sent.segments ? tx.execute(sql`update messages set segments = ${sent.segments} where id = ${id}`) : null,
      setAttemptState(tx, tenant, id, attempt, { state: "sent" }),
    ]);
    if (receipt) await setAttemptState(tx, tenant, id, attempt, receipt);
  });
}

/**
 * He whom we wrote to answers under the address that the carrier knows him by: it leads to the same contact. Before
 * and apart from the rest: identities are locked before conversations and messages.
 */
const rememberRecipients = (tenant: TenantId, messageId: string, recipients: readonly string[]) =>
  withTenant(tenant, async (tx) => {
    const [told] = await tx.execute<{ kind: string; contact_id: string }>(sql`
      select c.kind, c.contact_id from messages m join conversations c on c.id = m.conversation_id
      where m.id = ${messageId} and (select count(*) from contact_identities i
        where i.kind = c.kind and i.value in ${recipients}) < ${recipients.length}`);
    if (told) await rememberAddresses(tx, told.kind, told.contact_id, recipients);
  });

/** Keep what became of each piece, heed what was heard of any of them already, and let the worst decide. */
async function settlePieces(
  tx: Tx,
  { tenant, channelId }: Place,
  { id: messageId, attempt }: Pick<Attempt, "id" | "attempt">,
  pieces: readonly Piece[],
): Promise<void> {
  const ids = pieces.flatMap(({ externalId }) => externalId ?? []);
  // In one order, so that two never wait for each other.
  for (const externalId of [...ids].sort()) await lockExternalId(tx, channelId, externalId);
  await lockMessage(tx, messageId);
  await keepPieces(tx, channelId, { messageId, attempt }, pieces);
  for (const externalId of ids)
    await settleReceipts(tx, { tenant, id: channelId }, { messageId, attempt, inPieces: true }, externalId);
  await settleWhole(tx, tenant, { messageId, attempt });
}

/**
 * The carrier refused it, could not be reached, or we cannot tell. Only what surely was not taken goes back into the
 * line; what we cannot tell about is `unknown` and is never sent again without a person's word.
 */
export async function finishFailed(place: Place, attempt: Attempt, error: unknown): Promise<void> {
  const failure = error instanceof CarrierError ? error : new CarrierError({ kind: "unknown" }, { cause: error });
  const heard = { reason: sendReason(failure.failure), carrierCode: failure.carrierCode, errorDetail: failure.detail };
  const { tenant, channelId } = place;
  const again =
    failure.kind === "retryable"
      ? retryDelayMs(attempt.attempt, { retryAfterMs: failure.retryAfterMs, base: failure.backoffBase })
      : null;
  await withTenant(tenant, async (tx) => {
    if (failure.pieces) {
      // Those after the one that failed were not tried: they fare as it did.
      const state = failure.kind === "unknown" ? ("unknown" as const) : ("failed" as const);
      const { taken, of } = failure.pieces;
      const pieces = Array.from({ length: of }, (_, at): Piece => {
        const wasTaken = at < taken.length;
        return { externalId: taken[at] ?? null, heard: wasTaken ? { state: "sent" } : { state, ...heard } };
      });
      await settlePieces(tx, place, attempt, pieces);
    }
    if (failure.kind === "unknown") {
      await setAttemptState(tx, tenant, attempt.id, attempt.attempt, { state: "unknown", ...heard });
      await record(tx, place, "message.unknown", { data: { messageId: attempt.id } });
    } else if (again === null) {
      await setAttemptState(tx, tenant, attempt.id, attempt.attempt, { state: "failed", ...heard });
      // The login was refused: what the last check found is in doubt, and the next sweep asks again.
      if (failure.code === "10004")
        await tx.execute(sql`update channels set checked_at = null where id = ${channelId}`);
    } else await putBack(tx, attempt, again, heard);
  });
  // The carrier asks the whole channel to slow down, not this one message.
  if (failure.code === "10006" && failure.kind === "retryable" && !failure.recipientOnly)
    await holdChannel(tenant, channelId, failure.retryAfterMs ?? 1000);
}

async function putBack(
  tx: Tx,
  { id, attempt, token }: Attempt,
  delayMs: number,
  heard: { reason: string; carrierCode?: string; errorDetail?: string },
) {
  await tx.execute(sql`
    update message_attempts set state = 'failed', ended_at = now(), reason = ${heard.reason}, carrier_code = ${heard.carrierCode ?? null},
      error_detail = ${heard.errorDetail ?? null}
    where message_id = ${id} and attempt = ${attempt} and token = ${token} and state = 'sending'`);
  await tx.execute(sql`
    update messages set state = 'queued', state_at = now(), due_at = now() + make_interval(secs => ${delayMs / 1000}),
      claim_token = null, claim_deadline = null
    where id = ${id} and state = 'sending' and claim_token = ${token}`);
}

async function holdChannel(tenant: TenantId, channelId: string, forMs: number): Promise<void> {
  await withTenant(tenant, (tx) =>
    tx.execute(sql`
      update paces set next_at = greatest(next_at, clock_timestamp() + make_interval(secs => ${forMs / 1000}))
      where key = ${channelKey(channelId)}`),
  );
}
