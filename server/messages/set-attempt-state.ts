import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { inOneGo, type Tx } from "@/db/tenant";
import { blockedByCarrier } from "@/server/contacts/blocked-by-carrier";
import type { TenantId } from "@/server/domain/ids";
import {
  type AttemptState,
  counted,
  fold,
  foldPieces,
  type MessageState,
  shownState,
} from "@/server/domain/message-state";
import { audienceOf } from "@/server/domain/visibility";
import { announce, insertEvent } from "@/server/events";
import { signalReceipt } from "@/server/flows/signal";
import { countingChange } from "./counters";

export type Heard = {
  state: AttemptState;
  reason?: string | null;
  carrierCode?: string | null;
  errorDetail?: string | null;
  /** What all pieces of the attempt amount to. */
  whole?: boolean;
};

/**
 * The one way in which an attempt's state, and with it its message's, moves after the call to the carrier: upwards by
 * rank (an attempt in pieces by `foldPieces`). Locks conversation, then message, in the product's order. Does nothing when the state would not rise.
 */
export async function setAttemptState(
  tx: Tx,
  tenant: TenantId,
  messageId: string,
  attempt: number,
  heard: Heard,
): Promise<void> {
  const conversationLocked = tx.execute<{
    id: string;
    audience: "owner" | "queue" | "everyone";
    owner_id: string | null;
    queue_id: string | null;
  }>(sql`
    select c.id, c.audience, c.owner_id, c.queue_id from conversations c
    where c.id = (select conversation_id from messages where id = ${messageId}) for update`);
  const messageLocked = tx.execute<{
    state: MessageState;
    seq: number;
    number_id: string;
    source: string;
    segments: number | null;
    reason: string | null;
    run_id: string | null;
  }>(sql`
    select state, seq, number_id, source, segments, reason, run_id from messages where id = ${messageId} for update`);
  const attemptsRead = tx.execute<{ attempt: number; state: AttemptState }>(sql`
    select attempt, state from message_attempts where message_id = ${messageId} order by attempt`);
  const [[conversation], [message], attempts] = await inOneGo(conversationLocked, messageLocked, attemptsRead);
  if (!conversation || !message) return;
  const mine = attempts.find((one) => one.attempt === attempt);
  if (!mine) return;
  const next = heard.whole ? foldPieces(mine.state, heard.state) : fold(mine.state, heard.state);
  if (next === mine.state) return;
  mine.state = next;
  if (heard.reason === "opted_out") await blockedByCarrier(tx, messageId, heard);
  const attemptMoved = tx.execute(sql`
    update message_attempts set state = ${next}, reason = ${heard.reason ?? null}, carrier_code = ${heard.carrierCode ?? null},
      error_detail = ${heard.errorDetail ?? null}, ended_at = coalesce(ended_at, now())
    where message_id = ${messageId} and attempt = ${attempt}`);
  const shown = shownState(attempts.map(({ state }) => state));
  // Bad news of an earlier attempt does not take a message out of the line; evidence that it was sent does.
  const staysInLine = message.state === "queued" && (shown === "failed" || shown === "unknown");
  if (shown === message.state || staysInLine) return void (await attemptMoved);
  const bad = counted(shown) === "failed";
  const counting = countingChange(
    { numberId: message.number_id, source: message.source, segments: message.segments, reason: message.reason },
    message.state,
    shown,
    { reason: heard.reason ?? "default", code: heard.carrierCode ?? null },
  );
  const { audience, owner_id: ownerId, queue_id: queueId } = conversation;
  const told = insertEvent(uuidv7(), "message.status", {
    conversationId: conversation.id,
    data: { messageId, seqs: [message.seq] },
    after: audienceOf({ audience, ownerId, queueId }),
  });
  const messageMoved = tx.execute(sql`
    with told as (${told}) ${sql.join(counting.map((one, at) => sql`, ${sql.raw(`counted_${at}`)} as (${one})`))}
    update messages set state = ${shown}, state_at = now(), due_at = null, claim_token = null, claim_deadline = null,
      reason = ${bad ? (heard.reason ?? "default") : null}, error_detail = ${bad ? (heard.errorDetail ?? null) : null}
    where id = ${messageId}`);
  announce(tx, tenant, "message.status");
  const failures = Number(bad) - Number(counted(message.state) === "failed");
  const failuresCounted =
    failures !== 0 &&
    tx.execute(sql`update conversations set failed_count = failed_count + ${failures} where id = ${conversation.id}`);
  const runTold = message.run_id && signalReceipt(tx, tenant, message.run_id, `message.${shown}`, messageId);
  await Promise.all([attemptMoved, messageMoved, failuresCounted, runTold]);
}
