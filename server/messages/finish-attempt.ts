import { sql } from "drizzle-orm";
import { type Tx, withTenant } from "@/db/tenant";
import type { Sent } from "@/server/channels/carrier";
import { CarrierError } from "@/server/channels/errors";
import type { TenantId } from "@/server/domain/ids";
import { retryDelayMs } from "@/server/domain/retry";
import { record } from "@/server/events";
import { lockExternalId, settleReceipts } from "./apply-receipt";
import { type Claimed, channelKey } from "./claim";
import { sendReason } from "./reasons";
import { setAttemptState } from "./set-attempt-state";

type Place = { tenant: TenantId; channelId: string };
type Attempt = Pick<Claimed, "id" | "attempt" | "token">;

/** The carrier took it: keep its id, and heed receipts that were quicker than its answer. */
export async function finishSent(
  { tenant, channelId }: Place,
  { id, attempt, token }: Attempt,
  sent: Sent,
): Promise<void> {
  await withTenant(tenant, async (tx) => {
    await Promise.all([
      sent.externalId ? lockExternalId(tx, channelId, sent.externalId) : null,
      tx.execute(sql`
        update message_attempts set external_id = coalesce(${sent.externalId}, external_id)
        where message_id = ${id} and attempt = ${attempt} and token = ${token}`),
      sent.segments ? tx.execute(sql`update messages set segments = ${sent.segments} where id = ${id}`) : null,
      setAttemptState(tx, tenant, id, attempt, { state: "sent" }),
    ]);
    if (sent.externalId) await settleReceipts(tx, { tenant, id: channelId }, id, attempt, sent.externalId);
  });
}

/**
 * The carrier refused it, could not be reached, or we cannot tell. Only what surely was not taken goes back into the
 * line; what we cannot tell about is `unknown` and is never sent again without a person's word.
 */
export async function finishFailed(place: Place, attempt: Attempt, error: unknown): Promise<void> {
  const failure = error instanceof CarrierError ? error : new CarrierError({ kind: "unknown" }, { cause: error });
  const heard = { reason: sendReason(failure.failure), carrierCode: failure.carrierCode, errorDetail: failure.detail };
  const { tenant, channelId } = place;
  const again = failure.kind === "retryable" ? retryDelayMs(attempt.attempt, failure.retryAfterMs) : null;
  await withTenant(tenant, async (tx) => {
    if (failure.kind === "unknown") {
      await setAttemptState(tx, tenant, attempt.id, attempt.attempt, { state: "unknown", ...heard });
      await record(tx, place, "message.unknown", { data: { messageId: attempt.id } });
    } else if (again === null) {
      await setAttemptState(tx, tenant, attempt.id, attempt.attempt, { state: "failed", ...heard });
      if (failure.kind === "opted_out") await markOptedOut(tx, attempt.id);
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

/** The recipient told the carrier that he wants nothing more: the gate knows from now on. */
async function markOptedOut(tx: Tx, messageId: string) {
  await tx.execute(sql`
    with told as (
      insert into suppressions (kind, address, reason)
      select c.kind, m.address, 'opted_out' from messages m join conversations c on c.id = m.conversation_id where m.id = ${messageId}
      on conflict do nothing returning kind, address
    )
    insert into consent_events (id, kind, address, change, source, message_id)
    select gen_random_uuid(), kind, address, 'opted_out', 'carrier', ${messageId} from told`);
}

async function holdChannel(tenant: TenantId, channelId: string, forMs: number): Promise<void> {
  await withTenant(tenant, (tx) =>
    tx.execute(sql`
      update paces set next_at = greatest(next_at, clock_timestamp() + make_interval(secs => ${forMs / 1000}))
      where key = ${channelKey(channelId)}`),
  );
}
