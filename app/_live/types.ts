import type {
  ConversationRow,
  FileItem,
  MessageItem,
  NoteItem,
  Read,
  ThreadItem,
  TimelineItem,
} from "@/server/conversations/types";

export type { ConversationRow, FileItem, MessageItem, NoteItem, Read, ThreadItem, TimelineItem };

/** Something changed that I may see: the row as it is now, and the lines of the thread that came or changed. */
export type ChangeEvent = {
  kind: "change";
  seq: number;
  name: string;
  conversation: ConversationRow;
  items: ThreadItem[];
  /** By member id. */
  reads: Record<string, Read>;
};

/** I could see it before and may not now. `by` is who took it, where somebody did. */
export type GoneEvent = { kind: "gone"; seq: number; conversationId: string; name: string; by: string | null };

/** Something about the workspace changed: people, queues, channels. What depends on it is asked for again. */
export type WorkspaceEvent = { kind: "workspace"; seq: number; name: string; contactIds: readonly string[] };

export type LiveEvent = ChangeEvent | GoneEvent | WorkspaceEvent;

/** A run of a thread without holes, oldest first. */
export type Thread = {
  items: readonly ThreadItem[];
  hasOlder: boolean;
  /** Something between this seq and the newest item has not reached us: ask for what came after it. */
  gapAfter: number | null;
};

/** What I wrote and the server has not confirmed yet. */
export type Outgoing = {
  clientId: string;
  mode: "reply" | "note";
  text: string;
  /** Uploaded already; the message takes them along. */
  files?: readonly FileItem[];
  createdAt: Date;
  /** The newest line I had seen when I pressed Send. */
  seenSeq: number;
  /** offline: waits for the connection and leaves by itself. stale: somebody wrote meanwhile; the author decides. */
  state: "sending" | "offline" | "stale" | "refused";
  reason?: string;
  params?: Record<string, string | number>;
};

/** A row that a colleague took: it stays for a moment and says so. */
export type Leaving = { row: ConversationRow; by: string | null; name: string };

/** How many conversations wait in one place, and since when the longest has. */
export type WaitingCount = { waiting: number; oldest: Date | null };

export type Counts = {
  /** Conversations of mine with something unread. */
  unread: number;
  /** Waiting where I could pick up. */
  waiting: number;
  queues: ReadonlyMap<string, WaitingCount>;
  everyone: WaitingCount;
  cursor: number;
  /** What the stream tells between `cursor` and here, they may have counted already. */
  reach: number;
};

/** Who looks: what a list shows depends on it. */
export type Viewer = { memberId: string; takesConversations: boolean; queueIds: readonly string[] };

export type LiveState = {
  viewer: Viewer;
  rows: ReadonlyMap<string, ConversationRow>;
  reads: ReadonlyMap<string, Read>;
  /** Reads of mine that are on their way to the server. */
  reading: ReadonlyMap<string, Read>;
  /** The newest stream position at which each conversation is known, gone ones included. */
  seqs: ReadonlyMap<string, number>;
  /** Where conversations left my sight. */
  gone: ReadonlyMap<string, number>;
  leaving: ReadonlyMap<string, Leaving>;
  threads: ReadonlyMap<string, Thread>;
  outgoing: ReadonlyMap<string, readonly Outgoing[]>;
  /** Last position of the stream that was applied. */
  cursor: number;
  counts: Counts | null;
  /** Rises when the counts can no longer be told from what is known here and must be asked for. */
  recount: number;
  /** The newest event that moved the counts, or would have. */
  counted: number;
};

export const emptyState = (viewer: Viewer): LiveState => ({
  viewer,
  rows: new Map(),
  reads: new Map(),
  reading: new Map(),
  seqs: new Map(),
  gone: new Map(),
  leaving: new Map(),
  threads: new Map(),
  outgoing: new Map(),
  cursor: 0,
  counts: null,
  recount: 0,
  counted: 0,
});

export const nothingRead: Read = { readSeq: 0, readInboundCount: 0, hidden: false };
