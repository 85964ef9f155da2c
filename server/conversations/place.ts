import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { refuse } from "@/server/errors";
import { record } from "@/server/events";
import { type Locked, lockConversation, requireOwner } from "./lock";
import type { OneConversation } from "./pick-up";
import { requireRow } from "./read-row";

export const Archive = z.object({ conversationId: z.uuid(), until: z.date().optional() });

/** Put a conversation aside, for good or until a time. Its owner stays its owner. */
export async function archiveConversation(ctx: Context, { conversationId, until }: z.infer<typeof Archive>) {
  authorize(ctx.actor, "conversation.archive");
  return withTenant(ctx.tenant, async (tx) => {
    const found = await lockConversation(tx, ctx.actor, conversationId);
    requireOwner(found, ctx.actor);
    if (until && until <= new Date()) throw refuse("pastTime");
    return place(tx, ctx, found, "archived", until);
  });
}

/** Bring it back to Recent. A closed one stays where it is. */
export async function unarchiveConversation(ctx: Context, { conversationId }: z.infer<typeof OneConversation>) {
  authorize(ctx.actor, "conversation.archive");
  return withTenant(ctx.tenant, async (tx) => {
    const found = await lockConversation(tx, ctx.actor, conversationId);
    requireOwner(found, ctx.actor);
    return place(tx, ctx, found, "recent");
  });
}

/**
 * Take a conversation off one's own lists on every device. The owner's comes back with the next message; anybody else
 * only hides it for himself.
 */
export async function removeConversation(ctx: Context, { conversationId }: z.infer<typeof OneConversation>) {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.remove");
  return withTenant(tenant, async (tx) => {
    const found = await lockConversation(tx, actor, conversationId);
    if (found.ownerId === actor.memberId) return place(tx, ctx, found, "removed");
    await tx.execute(sql`
      insert into conversation_reads (conversation_id, member_id, hidden) values (${conversationId}, ${actor.memberId}, true)
      on conflict (tenant_id, conversation_id, member_id) do update set hidden = true`);
    await tellMyself(tx, ctx, conversationId);
    return requireRow(tx, actor, conversationId);
  });
}

const deeds = {
  recent: "conversation.unarchived",
  archived: "conversation.archived",
  removed: "conversation.removed",
} as const;

async function place(tx: Tx, ctx: Context, found: Locked, to: "recent" | "archived" | "removed", until?: Date) {
  await tx.execute(sql`
    update conversations set owner_place = ${to}, archived_until = ${until?.toISOString() ?? null} where id = ${found.id}`);
  await record(tx, ctx, "conversation.archived", { conversationId: found.id, after: found.audience });
  await audit(tx, ctx, deeds[to], found.id, until ? { until: until.toISOString() } : {});
  return requireRow(tx, ctx.actor, found.id);
}

/** An event for this person's own screens alone. */
export const tellMyself = (tx: Tx, ctx: Context, conversationId: string) =>
  record(tx, ctx, "conversation.read", {
    conversationId,
    after: { owner: ctx.actor.memberId, queue: null, everyone: false },
  });
