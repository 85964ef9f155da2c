import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import type { OneConversation } from "./pick-up";
import { tellMyself } from "./place";
import { requireRow } from "./read-row";

export const MarkRead = z.object({
  conversationId: z.uuid(),
  seq: z.number().int().min(0),
  inboundCount: z.number().int().min(0),
});

/** Say how far one has read; it never goes back. Kept for each person apart. */
export async function markRead(
  ctx: Context,
  { conversationId, seq, inboundCount }: z.infer<typeof MarkRead>,
): Promise<void> {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.read");
  await withTenant(tenant, async (tx) => {
    const row = await requireRow(tx, actor, conversationId);
    const readSeq = Math.min(seq, row.messageSeq);
    const readCount = Math.min(inboundCount, row.inboundCount);
    if (row.read.readSeq >= readSeq && row.read.readInboundCount >= readCount) return;
    await tx.execute(sql`
      insert into conversation_reads (conversation_id, member_id, read_seq, read_inbound_count)
      values (${conversationId}, ${actor.memberId}, ${readSeq}, ${readCount})
      on conflict (tenant_id, conversation_id, member_id) do update set
        read_seq = greatest(conversation_reads.read_seq, excluded.read_seq),
        read_inbound_count = greatest(conversation_reads.read_inbound_count, excluded.read_inbound_count)`);
    await tellMyself(tx, ctx, conversationId);
  });
}

/** Have it unread again: the newest message from the customer counts as not read. */
export async function markUnread(ctx: Context, { conversationId }: z.infer<typeof OneConversation>): Promise<void> {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.read");
  await withTenant(tenant, async (tx) => {
    const row = await requireRow(tx, actor, conversationId);
    const readCount = Math.max(0, row.inboundCount - 1);
    await tx.execute(sql`
      insert into conversation_reads (conversation_id, member_id, read_inbound_count) values (${conversationId}, ${actor.memberId}, ${readCount})
      on conflict (tenant_id, conversation_id, member_id) do update set read_inbound_count = ${readCount}`);
    await tellMyself(tx, ctx, conversationId);
  });
}
