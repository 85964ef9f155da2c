import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { MemberActor } from "@/server/context";
import { type Audience, audienceOf } from "@/server/domain/visibility";
import { notFound, refuse } from "@/server/errors";
import { visibleTo } from "./visible";

/** A conversation whose row is ours until the transaction ends. */
export type Locked = {
  id: string;
  state: "bot" | "waiting" | "active" | "closed";
  audience: Audience;
  ownerId: string | null;
  ownerName: string | null;
  ownerPlace: "recent" | "archived" | "removed";
  queueId: string | null;
  queueName: string | null;
  contactId: string;
  channelId: string;
  messageSeq: number;
  inboundCount: number;
  /** Whether the person who asked sees it as it now stands. */
  visible: boolean;
};

/**
 * Lock a conversation for a change. Whoever comes second waits here and then sees what the first has done.
 * @throws AppError NOT_FOUND when there is none, or when this person neither sees it nor is of the queue it came from
 */
export async function lockConversation(tx: Tx, actor: MemberActor, conversationId: string): Promise<Locked> {
  // The row is locked first and read afterwards: a statement that waited for the lock would show some columns as they were.
  await tx.execute(sql`select 1 from conversations where id = ${conversationId} for update`);
  const [row] = await tx.execute<{
    id: string;
    state: Locked["state"];
    audience: "owner" | "queue" | "everyone";
    owner_id: string | null;
    owner_name: string | null;
    owner_place: Locked["ownerPlace"];
    queue_id: string | null;
    queue_name: string | null;
    contact_id: string;
    channel_id: string;
    message_seq: number;
    inbound_count: number;
    visible: boolean;
    near: boolean;
  }>(sql`
    select c.id, c.state, c.audience, c.owner_id, o.name as owner_name, c.owner_place, c.queue_id, q.name as queue_name,
      c.contact_id, c.channel_id, c.message_seq, c.inbound_count, ${visibleTo(actor)} as visible,
      ${actor.takesConversations} and (c.queue_id is null or exists (
        select 1 from queue_members qm where qm.queue_id = c.queue_id and qm.member_id = ${actor.memberId})) as near
    from conversations c
    left join memberships o on o.id = c.owner_id
    left join queues q on q.id = c.queue_id
    where c.id = ${conversationId}`);
  // A colleague of the queue may learn who was quicker; to everybody else there is no such conversation.
  if (!row || !(row.visible || (row.near && row.state === "active"))) throw notFound("conversation");
  return {
    id: row.id,
    state: row.state,
    audience: audienceOf({ audience: row.audience, ownerId: row.owner_id, queueId: row.queue_id }),
    ownerId: row.owner_id,
    ownerName: row.owner_name,
    ownerPlace: row.owner_place,
    queueId: row.queue_id,
    queueName: row.queue_name,
    contactId: row.contact_id,
    channelId: row.channel_id,
    messageSeq: row.message_seq,
    inboundCount: row.inbound_count,
    visible: row.visible,
  };
}

/** Stop unless this person has the conversation. @throws AppError with who has it, or why nobody may write */
export function requireOwner(conversation: Locked, actor: MemberActor): void {
  if (conversation.state === "closed") throw refuse("closed");
  if (conversation.state === "waiting") throw refuse("notPickedUp");
  if (conversation.ownerId !== actor.memberId) throw refuse("notOwner", { name: conversation.ownerName ?? "" });
}
