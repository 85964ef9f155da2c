import type { MessageState } from "@/server/domain/message-state";

/** What a list row and the head of a thread show of a conversation; the same for everybody who may see it. */
export type ConversationRow = {
  id: string;
  state: "bot" | "waiting" | "active" | "closed";
  audience: "owner" | "queue" | "everyone";
  kind: string;
  /** The channel is for trying out: marked wherever it appears. */
  test: boolean;
  /** `name` is empty for somebody nobody has added as a contact. */
  contact: { id: string; name: string; saved: boolean };
  address: string;
  /** `freeText`: what its carrier lets us write; see `Can`. */
  channel: {
    id: string;
    name: string;
    carrier: string;
    enabled: boolean;
    freeText: "always" | "window" | "template";
  };
  number: { id: string; address: string };
  owner: { id: string; name: string } | null;
  queue: { id: string; name: string } | null;
  ownerPlace: "recent" | "archived" | "removed";
  archivedUntil: Date | null;
  preview: string;
  previewDirection: "in" | "out";
  lastActivityAt: Date;
  lastInboundAt: Date | null;
  waitingSince: Date | null;
  createdAt: Date;
  closedAt: Date | null;
  messageSeq: number;
  inboundCount: number;
  failedCount: number;
  optedOut: boolean;
};

/** What one person has read of a conversation: unread = inboundCount − readInboundCount. */
export type Read = { readSeq: number; readInboundCount: number; hidden: boolean };

/** A file of a message: what a thread shows of it. The file itself is asked for by its id. */
export type FileItem = {
  id: string;
  state: "uploading" | "fetching" | "ready" | "unavailable";
  /** A key under `inbox.file.reason`; null unless it is not to be had. */
  reason: string | null;
  /** May be empty while it is fetched. */
  name: string;
  contentType: string;
  sizeBytes: number;
  width: number | null;
  height: number | null;
  /** There is a small picture of it. */
  thumb: boolean;
};

export type MessageItem = {
  kind: "message";
  seq: number;
  id: string;
  direction: "in" | "out";
  source: "customer" | "agent" | "flow" | "campaign" | "system";
  author: { id: string; name: string } | null;
  text: string;
  files: FileItem[];
  state: MessageState;
  /** A key under `errors.send`; null while nothing went wrong. */
  reason: string | null;
  /** The carrier's own words. */
  errorDetail: string | null;
  lane: "service" | "bulk" | null;
  attempt: number;
  segments: number | null;
  clientId: string | null;
  createdAt: Date;
  /** When it, or a file of it, came to be what it is: of two tellings the later one counts. */
  stateAt: Date;
  /** When the carrier says it was written, if it says so. */
  carrierAt: Date | null;
  /** While queued: about when it leaves, by its channel's pace and what stands before it in the line. */
  dueAt: Date | null;
};

export type NoteItem = {
  kind: "note";
  seq: number;
  id: string;
  author: { id: string; name: string } | null;
  text: string;
  clientId: string | null;
  createdAt: Date;
};

export type TimelineItem = {
  kind: "timeline";
  seq: number;
  line: "created" | "transferred" | "picked_up" | "closed";
  actorKind: "customer" | "agent" | "system";
  data: { actor?: string; from?: string; to?: string; queue?: string; flow?: string; note?: string };
  createdAt: Date;
};

/** One line of a thread. Messages, notes and timeline lines share one counter per conversation. */
export type ThreadItem = MessageItem | NoteItem | TimelineItem;
