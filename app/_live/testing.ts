import {
  type ChangeEvent,
  type ConversationRow,
  type Counts,
  emptyState,
  type LiveState,
  type MessageItem,
  type ThreadItem,
  type TimelineItem,
} from "./types";

/** Believable pieces for tests of the store: one agent, one queue, one customer. */
export const me = "me";
export const li = "li";
export const queue = { id: "after-sales", name: "After-sales" };

const minute = (n: number) => new Date(Date.UTC(2026, 4, 4, 10, n));

export function aRow(fields: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: "c1",
    state: "active",
    audience: "owner",
    kind: "sms",
    test: false,
    contact: { id: "p1", name: "Zhou Yutong", saved: true },
    address: "+8613800138000",
    channel: { id: "ch1", name: "East", carrier: "sandbox", enabled: true, freeText: "always" },
    number: { id: "n1", address: "+862155550100" },
    owner: { id: me, name: "Ana" },
    queue,
    ownerPlace: "recent",
    archivedUntil: null,
    preview: "Hello",
    previewDirection: "in",
    lastActivityAt: minute(fields.messageSeq ?? 1),
    lastInboundAt: minute(1),
    waitingSince: null,
    createdAt: minute(0),
    closedAt: null,
    messageSeq: 1,
    inboundCount: 1,
    failedCount: 0,
    optedOut: false,
    ...fields,
  };
}

export const waitingRow = (fields: Partial<ConversationRow> = {}) =>
  aRow({ state: "waiting", audience: "queue", owner: null, waitingSince: minute(1), ...fields });

export function aMessage(seq: number, fields: Partial<MessageItem> = {}): MessageItem {
  return {
    kind: "message",
    seq,
    id: `m${seq}`,
    direction: "in",
    source: "customer",
    author: null,
    text: `line ${seq}`,
    files: [],
    state: "received",
    reason: null,
    errorDetail: null,
    lane: null,
    attempt: 0,
    segments: null,
    clientId: null,
    createdAt: minute(seq),
    stateAt: minute(seq),
    carrierAt: null,
    dueAt: null,
    ...fields,
  };
}

/** A message of mine; its state was reached `at` minutes in. */
export const sent = (seq: number, state: MessageItem["state"], at = seq, fields: Partial<MessageItem> = {}) =>
  aMessage(seq, {
    direction: "out",
    source: "agent",
    author: { id: me, name: "Ana" },
    state,
    stateAt: minute(at),
    attempt: 1,
    ...fields,
  });

export const aLine = (seq: number, line: TimelineItem["line"] = "created"): TimelineItem => ({
  kind: "timeline",
  seq,
  line,
  actorKind: "customer",
  data: {},
  createdAt: minute(seq),
});

export const aChange = (
  seq: number,
  row: ConversationRow,
  items: ThreadItem[] = [],
  fields: Partial<ChangeEvent> = {},
): ChangeEvent => ({
  kind: "change",
  seq,
  name: "message.received",
  conversation: row,
  items,
  reads: {},
  ...fields,
});

export const noCounts: Counts = {
  unread: 0,
  waiting: 0,
  queues: new Map(),
  everyone: { waiting: 0, oldest: null },
  cursor: 0,
  reach: 0,
};

export const aState = (fields: Partial<LiveState> = {}): LiveState => ({
  ...emptyState({ memberId: me, takesConversations: true, queueIds: [queue.id] }),
  ...fields,
});
