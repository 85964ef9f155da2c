import { type ConversationRow, nothingRead, type Read, type Viewer } from "./types";

/** Which list: `queueId` narrows Waiting to one queue, "everyone" to what waits for all agents. */
export type View = { name: "recent" | "waiting" | "archived" | "all"; queueId?: string; unread?: boolean };

/** Incoming messages that this person has not read. */
export const unreadOf = (row: ConversationRow, read: Read = nothingRead): number =>
  Math.max(0, row.inboundCount - read.readInboundCount);

/** Waiting where this person could pick it up. */
export function waitsFor(row: ConversationRow, viewer: Viewer): boolean {
  if (row.state !== "waiting" || !viewer.takesConversations) return false;
  if (row.audience === "everyone") return true;
  return row.audience === "queue" && row.queue !== null && viewer.queueIds.includes(row.queue.id);
}

/** Whether a row belongs in a list. The server's lists follow the same rule (facts: who sees what, list places). */
export function inView(row: ConversationRow, read: Read | undefined, view: View, viewer: Viewer): boolean {
  if (read?.hidden) return false;
  if (view.unread && unreadOf(row, read) === 0) return false;
  const mine = row.owner?.id === viewer.memberId;
  switch (view.name) {
    case "all":
      return true;
    case "waiting":
      return (
        waitsFor(row, viewer) &&
        (view.queueId === undefined ||
          (view.queueId === "everyone" ? row.audience === "everyone" : row.queue?.id === view.queueId))
      );
    case "archived":
      return mine && row.ownerPlace !== "removed" && (row.state === "closed" || row.ownerPlace === "archived");
    case "recent":
      return waitsFor(row, viewer) || (mine && row.state === "active" && row.ownerPlace === "recent");
  }
}

/** Newest activity first; the id decides between equals, as in the server's pages. */
export function byActivity(a: ConversationRow, b: ConversationRow): number {
  return b.lastActivityAt.getTime() - a.lastActivityAt.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

/** One name for a view: the key under which its pages are kept. */
export const viewKey = ({ name, queueId, unread }: View): string =>
  `${name}:${queueId ?? ""}:${unread ? "unread" : ""}`;
