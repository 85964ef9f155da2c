import { sql } from "drizzle-orm";
import { z } from "zod";
import { onCommit, type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { messageItem } from "@/server/conversations/items";
import { lockConversation, requireOwner } from "@/server/conversations/lock";
import type { MessageItem } from "@/server/conversations/types";
import type { MessageState } from "@/server/domain/message-state";
import { notFound, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { countChange } from "./counters";
import { deliverSoon } from "./deliver";
import { lookUpMessage } from "./look-up";

export const OneMessage = z.object({ messageId: z.uuid() });
type OneMessage = z.infer<typeof OneMessage>;

/** Try again what failed: exactly one more attempt. @throws AppError CONFLICT `notRetryable` when it did not fail */
export const retryMessage = (ctx: Context, input: OneMessage) => sendAgain(ctx, input, ["failed", "bounced"]);

/** Send what may have been sent already: only on the word of a person who was told so. */
export const sendMessageAnyway = (ctx: Context, input: OneMessage) => sendAgain(ctx, input, ["unknown"]);

async function sendAgain(ctx: Context, { messageId }: OneMessage, from: MessageState[]): Promise<MessageItem> {
  authorize(ctx.actor, "conversation.reply");
  return withTenant(ctx.tenant, async (tx) => {
    const message = await lockMessage(tx, ctx, messageId);
    if (!from.includes(message.state)) throw refuse("notRetryable");
    await tx.execute(sql`
      update messages set state = 'queued', state_at = now(), due_at = now(), reason = null, error_detail = null,
        claim_token = null, claim_deadline = null
      where id = ${messageId}`);
    // That it may reach the customer twice was somebody's own decision.
    if (message.state === "unknown") await audit(tx, ctx, "message.sent_anyway", messageId);
    await countChange(tx, message, message.state, "queued");
    if (message.state !== "unknown")
      await tx.execute(
        sql`update conversations set failed_count = greatest(0, failed_count - 1) where id = ${message.conversationId}`,
      );
    await record(tx, ctx, "message.queued", {
      conversationId: message.conversationId,
      data: { messageId, seqs: [message.seq], channelId: message.channelId },
      after: message.audience,
    });
    onCommit(tx, () => void deliverSoon(ctx.tenant, message.channelId));
    return (await messageItem(tx, messageId)) as MessageItem;
  });
}

/** Ask the carrier what became of a message it did not answer for. */
export async function lookAgain(ctx: Context, { messageId }: OneMessage): Promise<MessageItem> {
  authorize(ctx.actor, "conversation.reply");
  await withTenant(ctx.tenant, (tx) => lockMessage(tx, ctx, messageId));
  await lookUpMessage(ctx.tenant, messageId);
  return withTenant(ctx.tenant, async (tx) => (await messageItem(tx, messageId)) as MessageItem);
}

async function lockMessage(tx: Tx, ctx: Context, messageId: string) {
  const [place] = await tx.execute<{ conversation_id: string }>(
    sql`select conversation_id from messages where id = ${messageId} and direction = 'out'`,
  );
  if (!place) throw notFound("message");
  const conversation = await lockConversation(tx, ctx.actor, place.conversation_id);
  requireOwner(conversation, ctx.actor);
  const [row] = await tx.execute<{
    state: MessageState;
    seq: number;
    number_id: string;
    source: string;
    segments: number | null;
    reason: string | null;
    channel_id: string;
  }>(sql`
    select state, seq, number_id, source, segments, reason, channel_id from messages where id = ${messageId} for update`);
  return {
    state: row!.state,
    seq: row!.seq,
    numberId: row!.number_id,
    source: row!.source,
    segments: row!.segments,
    reason: row!.reason,
    channelId: row!.channel_id,
    conversationId: place.conversation_id,
    audience: conversation.audience,
  };
}
