/** Who a conversation is for: its owner, the agents of one queue, every agent, or (all empty) nobody. */
export type Audience = { owner: string | null; queue: string | null; everyone: boolean };

/** The part of a person that decides what he sees. */
export type Viewer = {
  memberId: string;
  takesConversations: boolean;
  queues: ReadonlySet<string>;
  seesAll: boolean;
};

type Placed = { audience: "owner" | "queue" | "everyone"; ownerId: string | null; queueId: string | null };

/** The audience of a conversation's row. One whose audience is its owner and that has none is for nobody. */
export const audienceOf = ({ audience, ownerId, queueId }: Placed): Audience => ({
  owner: audience === "owner" ? ownerId : null,
  queue: audience === "queue" ? queueId : null,
  everyone: audience === "everyone",
});

/** Whether this person is among a conversation's audience. Its SQL twin: `server/conversations/visible.ts`. */
export const inAudience = (viewer: Viewer, { owner, queue, everyone }: Audience): boolean =>
  owner === viewer.memberId ||
  (viewer.takesConversations && (everyone || (queue !== null && viewer.queues.has(queue))));

/** Whether this person may see the conversation, its messages and what happens in it. */
export const maySee = (viewer: Viewer, audience: Audience): boolean => viewer.seesAll || inAudience(viewer, audience);
