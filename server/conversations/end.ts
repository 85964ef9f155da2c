import { sql } from "drizzle-orm";
import type { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { record } from "@/server/events";
import { flowsOnClosed } from "@/server/flows/on-closed";
import { lockConversation, requireOwner } from "./lock";
import type { OneConversation } from "./pick-up";
import { requireRow } from "./read-row";
import { addLine } from "./timeline";

/**
 * Finish a conversation for good: it moves to the owner's Archived, and the customer's next message opens a new one.
 * The customer is not told. @throws AppError CONFLICT `closed`, `notOwner`, `notPickedUp`
 */
export async function endConversation(ctx: Context, { conversationId }: z.infer<typeof OneConversation>) {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.end");
  return withTenant(tenant, async (tx) => {
    const found = await lockConversation(tx, actor, conversationId);
    requireOwner(found, actor);
    const seq = await addLine(tx, actor, conversationId, "closed");
    await tx.execute(sql`
      update conversations set state = 'closed', closed_at = now(), close_reason = 'agent', owner_place = 'archived', archived_until = null
      where id = ${conversationId} and state <> 'closed'`);
    await flowsOnClosed(tx, tenant, conversationId);
    await record(tx, ctx, "conversation.closed", {
      conversationId,
      data: { seqs: [seq], by: actor.memberId },
      before: found.audience,
      after: found.audience,
    });
    return requireRow(tx, actor, conversationId);
  });
}
