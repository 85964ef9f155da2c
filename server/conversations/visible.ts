import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { MemberActor } from "@/server/context";
import { can } from "@/server/domain/rights";
import type { Viewer } from "@/server/domain/visibility";

/**
 * The condition under which a person sees a conversation, for a statement in which the conversations table is called
 * `c`. The one rule for lists, threads, counts and look-ups; its twin in memory is `maySee`.
 */
export function visibleTo(actor: Pick<MemberActor, "memberId" | "takesConversations" | "role" | "rights">): SQL {
  if (can(actor, "conversation.read_all")) return sql`true`;
  const owned = sql`(c.audience = 'owner' and c.owner_id = ${actor.memberId})`;
  if (!actor.takesConversations) return owned;
  return sql`(${owned} or c.audience = 'everyone' or (c.audience = 'queue' and c.queue_id in (
    select queue_id from queue_members where member_id = ${actor.memberId})))`;
}

/** What the pure rule needs to know of a person. */
export async function viewerOf(tx: Tx, actor: MemberActor): Promise<Viewer> {
  const rows = await tx.execute<{ queue_id: string }>(
    sql`select queue_id from queue_members where member_id = ${actor.memberId}`,
  );
  return {
    memberId: actor.memberId,
    takesConversations: actor.takesConversations,
    queues: new Set(rows.map(({ queue_id }) => queue_id)),
    seesAll: can(actor, "conversation.read_all"),
  };
}
