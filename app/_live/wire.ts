import type { ChangeEvent, ConversationRow, GoneEvent, LiveEvent, Read, ThreadItem, WorkspaceEvent } from "./types";

/** What the stream says, read once where it enters. `at`: when it happened; `sentAt`: when it left the server. */
export type Told =
  | { kind: "hello"; cursor: number; now: Date }
  | { kind: "ping"; now: Date }
  | { kind: "fresh"; cursor: number }
  /** The database is out of the server's reach: what is on the screen may be old. Then it is back. */
  | { kind: "away" }
  | { kind: "back" }
  | { kind: "event"; event: LiveEvent; at: Date | null; sentAt: Date | null };

type Json = Record<string, unknown>;

const date = (value: unknown): Date => new Date(value as string);
const dateOrNull = (value: unknown): Date | null => (value ? date(value) : null);
/** For measuring only: what cannot be read is not measured. */
const instant = (value: unknown): Date | null => {
  const read = dateOrNull(value);
  return read && !Number.isNaN(read.getTime()) ? read : null;
};

/** Turns a message of the stream into what it means; null for kinds we do not know, which later versions may send. */
export function readTold(name: string, data: string): Told | null {
  const json = JSON.parse(data) as Json;
  switch (name) {
    case "hello":
      return { kind: "hello", cursor: json.cursor as number, now: date(json.now) };
    case "ping":
      return { kind: "ping", now: date(json.now) };
    case "away":
    case "back":
      return { kind: name };
    case "fresh":
      return { kind: "fresh", cursor: json.cursor as number };
    case "change":
      return { kind: "event", event: readChange(json), at: instant(json.at), sentAt: instant(json.sentAt) };
    case "gone":
      return { kind: "event", event: { kind: "gone", ...json } as GoneEvent, at: null, sentAt: null };
    case "workspace":
      return { kind: "event", event: readWorkspace(json), at: null, sentAt: null };
    default:
      return null;
  }
}

const readWorkspace = (json: Json): WorkspaceEvent => ({
  kind: "workspace",
  seq: json.seq as number,
  name: json.name as string,
  contactIds: Array.isArray(json.contactIds) ? json.contactIds.filter((id) => typeof id === "string") : [],
});

function readChange(json: Json): ChangeEvent {
  const reads = Object.entries((json.reads ?? {}) as Record<string, [number, number, boolean]>).map(
    ([member, [readSeq, readInboundCount, hidden]]): [string, Read] => [member, { readSeq, readInboundCount, hidden }],
  );
  return {
    kind: "change",
    seq: json.seq as number,
    name: json.name as string,
    conversation: readRow(json.conversation as Json),
    items: (json.items as Json[]).map(readItem),
    reads: Object.fromEntries(reads),
  };
}

function readRow(json: Json): ConversationRow {
  return {
    ...(json as unknown as ConversationRow),
    archivedUntil: dateOrNull(json.archivedUntil),
    lastActivityAt: date(json.lastActivityAt),
    lastInboundAt: dateOrNull(json.lastInboundAt),
    waitingSince: dateOrNull(json.waitingSince),
    createdAt: date(json.createdAt),
    closedAt: dateOrNull(json.closedAt),
  };
}

function readItem(json: Json): ThreadItem {
  const item = { ...json, createdAt: date(json.createdAt) } as Json;
  if (json.kind === "message") {
    item.stateAt = date(json.stateAt);
    item.carrierAt = dateOrNull(json.carrierAt);
    item.dueAt = dateOrNull(json.dueAt);
  }
  return item as unknown as ThreadItem;
}
