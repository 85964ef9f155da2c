import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { notFound, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { signalConversation } from "@/server/flows/signal";
import { lockConversation } from "./lock";
import { requireRow } from "./read-row";
import { addLine } from "./timeline";

export const OneConversation = z.object({ conversationId: z.uuid() });

/**
 * Take a waiting conversation for yourself. Of any number of simultaneous takers exactly one wins.
 * @throws AppError CONFLICT `alreadyTaken` with the winner's name, `closed`
 */
export async function pickUpConversation(ctx: Context, { conversationId }: z.infer<typeof OneConversation>) {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.pick_up");
  return withTenant(tenant, async (tx) => {
    const found = await lockConversation(tx, actor, conversationId);
    if (found.state === "active") throw refuse("alreadyTaken", { name: found.ownerName ?? "" });
    if (found.state === "closed") throw refuse("closed");
    if (found.state === "bot" || !found.visible) throw notFound("conversation");
    await tx.execute(sql`
      update conversations set state = 'active', audience = 'owner', owner_id = ${actor.memberId}, owner_place = 'recent',
        archived_until = null, taken_over_at = now(), waiting_since = null
      where id = ${conversationId} and state = 'waiting'`);
    await tx.execute(sql`update contacts set owner_id = ${actor.memberId} where id = ${found.contactId}`);
    await signalConversation(tx, tenant, conversationId, { kind: "takeover", at: Date.now() });
    const seq = await addLine(
      tx,
      actor,
      conversationId,
      "picked_up",
      found.queueName ? { queue: found.queueName } : {},
    );
    await record(tx, ctx, "conversation.picked_up", {
      conversationId,
      data: { seqs: [seq], by: actor.memberId },
      before: found.audience,
      after: { owner: actor.memberId, queue: null, everyone: false },
    });
    return requireRow(tx, actor, conversationId);
  });
}
