import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { fitPictures } from "@/server/attachments/fit";
import { limitRefusal, limitsOf } from "@/server/attachments/limits";
import { sendableFiles } from "@/server/attachments/sendable";
import { authorize } from "@/server/authorize";
import { templatesOf, textOfTemplate } from "@/server/channels/templates";
import type { Context, MemberActor } from "@/server/context";
import { mostFiles } from "@/server/domain/files";
import type { Objection } from "@/server/domain/gate";
import { overLimit } from "@/server/domain/message-limits";
import { ChosenTemplate, type FilledTemplate } from "@/server/domain/message-template";
import { invalid, refuse } from "@/server/errors";
import { signalConversation } from "@/server/flows/signal";
import { enqueueMessage } from "@/server/messages/enqueue";
import { messageItem } from "./items";
import { lockConversation, requireOwner } from "./lock";
import type { OneConversation } from "./pick-up";
import { requireRow } from "./read-row";
import type { MessageItem } from "./types";

export const Reply = z
  .object({
    conversationId: z.uuid(),
    /** Not heeded where a template is sent: it reads as it was approved. */
    text: z.string().trim().max(10_000).default(""),
    template: ChosenTemplate.optional(),
    /** Uploaded files, in the order they are to be shown. */
    files: z.array(z.uuid()).max(mostFiles).optional(),
    /** The sender's own id of this message: told twice, it is sent once. */
    clientId: z.uuid(),
    /** The newest line this person has seen; somebody who wrote after it makes the reply stale, once. */
    seenSeq: z.number().int().min(0),
    force: z.boolean().default(false),
  })
  .refine(({ text, template, files = [] }) => template !== undefined || text !== "" || files.length > 0);

/**
 * Queue a reply. The outbox takes it from here.
 * @throws AppError CONFLICT `stale` with how many lines are newer, `notOwner`, `notPickedUp`, `closed`, `optedOut`,
 *   `channelDisabled`, `templateOnly`, `windowClosed`, and where a template is chosen `templatesUnavailable` {detail};
 *   BAD_REQUEST `tooLong`, `fileTooLarge`, `mediaUnsupported`, `fileGone`, `noSuchTemplate`, `templateVariable` {name}
 */
export async function replyToConversation(ctx: Context, reply: z.infer<typeof Reply>): Promise<MessageItem> {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.reply");
  // The carrier is asked outside the transaction.
  const text = reply.template ? await templateText(ctx, reply.conversationId, reply.template) : reply.text;
  const fileIds = reply.files ?? [];
  if (fileIds.length > 0) await fitPictures(ctx, reply.conversationId, fileIds);
  return withTenant(tenant, async (tx) => {
    const conversation = await lockConversation(tx, actor, reply.conversationId);
    const told = await toldBefore(tx, reply);
    if (told) return told;
    requireOwner(conversation, actor);
    const files = await sendableFiles(tx, ctx, reply.conversationId, fileIds);
    if (files.length < fileIds.length) throw invalid("fileGone");
    const limits = await limitsOf(tx, conversation.channelId);
    const over = overLimit(limits, { text, media: files });
    if (over) throw limitRefusal(over, limits);
    if (!reply.force) await requireFresh(tx, actor, reply);
    const { id, objection } = await enqueueMessage(tx, ctx, {
      conversationId: reply.conversationId,
      text,
      template: reply.template,
      files: fileIds,
      source: "agent",
      authorId: actor.memberId,
      clientId: reply.clientId,
    });
    // A person is told at once; only flows and campaigns leave a skipped message behind.
    if (objection) throw refuse(objectionKeys[objection]);
    const [taken] = await tx.execute(sql`
      update conversations set taken_over_at = now() where id = ${reply.conversationId} and taken_over_at is null returning 1`);
    if (taken) await signalConversation(tx, tenant, reply.conversationId, { kind: "takeover", at: Date.now() });
    return (await messageItem(tx, id)) as MessageItem;
  });
}

const objectionKeys: Record<Objection, string> = {
  no_address: "noAddress",
  suppressed: "suppressed",
  opted_out: "optedOut",
  template_only: "templateOnly",
  window_closed: "windowClosed",
};

async function templateText(ctx: Context & { actor: MemberActor }, conversationId: string, template: FilledTemplate) {
  const { channel } = await withTenant(ctx.tenant, (tx) => requireRow(tx, ctx.actor, conversationId));
  return textOfTemplate(ctx.tenant, channel.id, template);
}

/**
 * The approved templates that may be sent in a conversation.
 * @throws AppError NOT_FOUND; CONFLICT channelDisabled, templatesUnavailable {detail}
 */
export async function conversationTemplates(ctx: Context, { conversationId }: z.infer<typeof OneConversation>) {
  authorize(ctx.actor, "conversation.reply");
  const { channel } = await withTenant(ctx.tenant, (tx) => requireRow(tx, ctx.actor, conversationId));
  return templatesOf(ctx.tenant, channel.id);
}

async function toldBefore(tx: Tx, { conversationId, clientId }: z.infer<typeof Reply>): Promise<MessageItem | null> {
  const [told] = await tx.execute<{ id: string }>(sql`
    select id from messages where conversation_id = ${conversationId} and client_id = ${clientId}`);
  return told ? messageItem(tx, told.id) : null;
}

async function requireFresh(
  tx: Tx,
  actor: MemberActor,
  { conversationId, seenSeq }: z.infer<typeof Reply>,
): Promise<void> {
  const [row] = await tx.execute<{ newer: number }>(sql`
    select count(*)::int as newer from messages
    where conversation_id = ${conversationId} and seq > ${seenSeq} and author_id is distinct from ${actor.memberId} and source <> 'system'`);
  if (row && row.newer > 0) throw refuse("stale", { newer: row.newer });
}
