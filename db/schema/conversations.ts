import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { FilledTemplate } from "@/server/domain/message-template";
import { channelNumbers, channels, queues } from "./channels";
import { contacts } from "./contacts";
import { createdAt, id, instant, ownTenant, tenantId } from "./tenant-columns";
import { memberships, tenants } from "./tenants";

/**
 * One exchange between one customer address and one number of ours, from creation to close.
 * `audience` says who sees it: its owner (nobody while there is none), the agents of its queue, every agent.
 * `messageSeq` numbers messages, notes and timeline lines alike, so that a page of the thread is one range.
 */
export const conversations = pgTable(
  "conversations",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    channelId: uuid("channel_id").notNull(),
    numberId: uuid("number_id").notNull(),
    contactId: uuid("contact_id").notNull(),
    kind: text("kind").notNull(),
    customerAddress: text("customer_address").notNull(),
    threadKey: text("thread_key").notNull().default(""),
    state: text("state", { enum: ["bot", "waiting", "active", "closed"] }).notNull(),
    audience: text("audience", { enum: ["owner", "queue", "everyone"] }).notNull(),
    ownerId: uuid("owner_id"),
    ownerPlace: text("owner_place", { enum: ["recent", "archived", "removed"] })
      .notNull()
      .default("recent"),
    archivedUntil: instant("archived_until"),
    queueId: uuid("queue_id"),
    previousId: uuid("previous_id"),
    takenOverAt: instant("taken_over_at"),
    waitingSince: instant("waiting_since"),
    messageSeq: integer("message_seq").notNull().default(0),
    inboundCount: integer("inbound_count").notNull().default(0),
    failedCount: integer("failed_count").notNull().default(0),
    tags: text("tags").array().notNull().default(sql`'{}'`),
    /** When the customer last wrote, by his message's own time; one that we begin takes it over from the one before. */
    lastInboundAt: instant("last_inbound_at"),
    lastActivityAt: instant("last_activity_at").notNull().defaultNow(),
    /** The newest message's first words, for lists: what a row shows without reading the thread. */
    preview: text("preview").notNull().default(""),
    previewDirection: text("preview_direction", { enum: ["in", "out"] })
      .notNull()
      .default("in"),
    startedBy: text("started_by", { enum: ["customer", "agent", "flow", "campaign"] })
      .notNull()
      .default("customer"),
    createdAt: createdAt(),
    closedAt: instant("closed_at"),
    closeReason: text("close_reason", { enum: ["agent", "auto", "admin", "flow"] }),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ columns: [t.tenantId, t.channelId], foreignColumns: [channels.tenantId, channels.id] }),
    foreignKey({ columns: [t.tenantId, t.numberId], foreignColumns: [channelNumbers.tenantId, channelNumbers.id] }),
    foreignKey({ columns: [t.tenantId, t.contactId], foreignColumns: [contacts.tenantId, contacts.id] }),
    foreignKey({ columns: [t.tenantId, t.ownerId], foreignColumns: [memberships.tenantId, memberships.id] }),
    foreignKey({ columns: [t.tenantId, t.queueId], foreignColumns: [queues.tenantId, queues.id] }),
    foreignKey({ columns: [t.tenantId, t.previousId], foreignColumns: [t.tenantId, t.id] }),
    uniqueIndex("conversations_open")
      .on(t.tenantId, t.numberId, t.customerAddress, t.threadKey)
      .where(sql`state <> 'closed'`),
    index("conversations_owned").on(t.tenantId, t.ownerId, t.ownerPlace, t.lastActivityAt, t.id),
    index("conversations_in_queue").on(t.tenantId, t.queueId, t.lastActivityAt, t.id).where(sql`state = 'waiting'`),
    index("conversations_for_everyone")
      .on(t.tenantId, t.lastActivityAt, t.id)
      .where(sql`state = 'waiting' and audience = 'everyone'`),
    index("conversations_recent").on(t.tenantId, t.lastActivityAt, t.id),
    index("conversations_of_contact").on(t.tenantId, t.contactId, t.createdAt),
    index("conversations_snoozed").on(t.archivedUntil).where(sql`archived_until is not null`),
    index("conversations_at_address").on(t.tenantId, t.numberId, t.customerAddress, t.createdAt),
    check("conversations_state", sql`state in ('bot', 'waiting', 'active', 'closed')`),
    check("conversations_audience", sql`audience in ('owner', 'queue', 'everyone')`),
    check(
      "conversations_owner",
      sql`(state <> 'active' or owner_id is not null) and (state not in ('waiting', 'bot') or owner_id is null)`,
    ),
    check("conversations_queue", sql`audience <> 'queue' or queue_id is not null`),
    check("conversations_closed", sql`(state = 'closed') = (closed_at is not null)`),
    ownTenant(),
  ],
);

/** What one agent has read; no row: nothing. Unread = the conversation's inbound_count less `readInboundCount`. */
export const conversationReads = pgTable(
  "conversation_reads",
  {
    tenantId: tenantId(),
    conversationId: uuid("conversation_id").notNull(),
    memberId: uuid("member_id").notNull(),
    readSeq: integer("read_seq").notNull().default(0),
    readInboundCount: integer("read_inbound_count").notNull().default(0),
    /** Taken off this person's lists at this seq; a later message brings an owner's conversation back. */
    hidden: boolean("hidden").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.conversationId, t.memberId] }),
    foreignKey({
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.tenantId, t.memberId], foreignColumns: [memberships.tenantId, memberships.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);

/** Both directions. Outgoing ones are the outbox: a row that says "queued" is on its way. */
export const messages = pgTable(
  "messages",
  {
    tenantId: tenantId(),
    id: id(),
    conversationId: uuid("conversation_id").notNull(),
    seq: integer("seq").notNull(),
    direction: text("direction", { enum: ["in", "out"] }).notNull(),
    channelId: uuid("channel_id").notNull(),
    numberId: uuid("number_id").notNull(),
    address: text("address").notNull(),
    text: text("text").notNull().default(""),
    /** An approved template with its variables, where free text may not be sent; `text` is how it reads. */
    template: jsonb("template").$type<FilledTemplate>(),
    source: text("source", { enum: ["customer", "agent", "flow", "campaign", "system"] }).notNull(),
    authorId: uuid("author_id"),
    runId: uuid("run_id"),
    visit: integer("visit"),
    part: smallint("part"),
    /** The sender's own id of this message: a repeated request finds the first one. */
    clientId: uuid("client_id"),
    state: text("state", {
      enum: [
        "received",
        "held",
        "queued",
        "sending",
        "unknown",
        "sent",
        "failed",
        "delivered",
        "read",
        "bounced",
        "skipped",
        "cancelled",
      ],
    }).notNull(),
    lane: text("lane", { enum: ["service", "bulk"] }),
    /** Attempts so far; the newest one's number. */
    attempt: smallint("attempt").notNull().default(0),
    dueAt: instant("due_at"),
    claimToken: uuid("claim_token"),
    claimDeadline: instant("claim_deadline"),
    reason: text("reason"),
    errorDetail: text("error_detail"),
    segments: smallint("segments"),
    /** How many attachments it has: most have none, and then nobody looks for them. */
    files: smallint("files").notNull().default(0),
    /** When the carrier says the customer wrote it, where it says so. */
    carrierAt: instant("carrier_at"),
    createdAt: createdAt(),
    stateAt: instant("state_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.tenantId, t.authorId], foreignColumns: [memberships.tenantId, memberships.id] }),
    unique("messages_seq").on(t.tenantId, t.conversationId, t.seq),
    uniqueIndex("messages_client").on(t.tenantId, t.conversationId, t.clientId).where(sql`client_id is not null`),
    uniqueIndex("messages_visit").on(t.tenantId, t.runId, t.visit, t.part).where(sql`run_id is not null`),
    // What may leave next, in the order it was written; and what a dead sender left behind.
    index("messages_outbox").on(t.tenantId, t.channelId, t.lane, t.dueAt, t.id).where(sql`state = 'queued'`),
    index("messages_due").on(t.dueAt).where(sql`state = 'queued'`),
    index("messages_sending").on(t.claimDeadline).where(sql`state = 'sending'`),
    // One at a time per conversation: whether an earlier one is still on its way.
    index("messages_in_flight").on(t.tenantId, t.conversationId, t.seq).where(sql`state in ('queued', 'sending')`),
    check("messages_direction", sql`(direction = 'in') = (state = 'received')`),
    check("messages_lane", sql`direction = 'in' or lane in ('service', 'bulk')`),
    ownTenant(),
  ],
);

/** One try to hand a message to its carrier, and what came of it. */
export const messageAttempts = pgTable(
  "message_attempts",
  {
    tenantId: tenantId(),
    messageId: uuid("message_id").notNull(),
    attempt: smallint("attempt").notNull(),
    channelId: uuid("channel_id").notNull(),
    token: uuid("token").notNull(),
    state: text("state").notNull(),
    externalId: text("external_id"),
    reason: text("reason"),
    carrierCode: text("carrier_code"),
    errorDetail: text("error_detail"),
    startedAt: instant("started_at").notNull().defaultNow(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.messageId, t.attempt] }),
    foreignKey({ columns: [t.tenantId, t.messageId], foreignColumns: [messages.tenantId, messages.id] }).onDelete(
      "cascade",
    ),
    uniqueIndex("message_attempts_external")
      .on(t.tenantId, t.channelId, t.externalId)
      .where(sql`external_id is not null`),
    ownTenant(),
  ],
);

/** Every receipt as it came; the message's state is a fold over them. One whose message id we do not know yet waits here. */
export const messageReceipts = pgTable(
  "message_receipts",
  {
    tenantId: tenantId(),
    channelId: uuid("channel_id").notNull(),
    dedupeKey: text("dedupe_key").notNull(),
    externalId: text("external_id").notNull(),
    status: text("status", { enum: ["sent", "delivered", "read", "failed", "bounced"] }).notNull(),
    carrierCode: text("carrier_code"),
    errorDetail: text("error_detail"),
    reason: text("reason"),
    receivedAt: instant("received_at").notNull().defaultNow(),
    /** It is about a message of ours; one that never turns out to be is removed after a time. */
    known: boolean("known").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.channelId, t.dedupeKey] }),
    index("message_receipts_of").on(t.tenantId, t.channelId, t.externalId),
    index("message_receipts_unknown").on(t.receivedAt).where(sql`not known`),
    foreignKey({ columns: [t.tenantId, t.channelId], foreignColumns: [channels.tenantId, channels.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);

/** Which carrier messages were taken already: the constraint behind "stored once however often it arrives". */
export const inboundKeys = pgTable(
  "inbound_keys",
  {
    tenantId: tenantId(),
    channelId: uuid("channel_id").notNull(),
    key: text("key").notNull(),
    messageId: uuid("message_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.channelId, t.key] }),
    foreignKey({ columns: [t.tenantId, t.channelId], foreignColumns: [channels.tenantId, channels.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);

/** What agents tell each other inside a conversation. */
export const notes = pgTable(
  "notes",
  {
    tenantId: tenantId(),
    id: id(),
    conversationId: uuid("conversation_id").notNull(),
    seq: integer("seq").notNull(),
    authorId: uuid("author_id"),
    text: text("text").notNull(),
    clientId: uuid("client_id"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("notes_seq").on(t.tenantId, t.conversationId, t.seq),
    uniqueIndex("notes_client").on(t.tenantId, t.conversationId, t.clientId).where(sql`client_id is not null`),
    foreignKey({
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
    check("notes_text", sql`text <> ''`),
    ownTenant(),
  ],
);

/** The four kinds of lines staff see in a thread: created, transferred, picked up, closed. */
export const timeline = pgTable(
  "timeline",
  {
    tenantId: tenantId(),
    conversationId: uuid("conversation_id").notNull(),
    seq: integer("seq").notNull(),
    kind: text("kind", { enum: ["created", "transferred", "picked_up", "closed"] }).notNull(),
    actorKind: text("actor_kind", { enum: ["customer", "agent", "system"] }).notNull(),
    actorId: uuid("actor_id"),
    /** Names as they were: a queue or person renamed later does not rewrite what happened. */
    data: jsonb("data")
      .$type<{ actor?: string; from?: string; to?: string; queue?: string; flow?: string; note?: string }>()
      .notNull()
      .default({}),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.conversationId, t.seq] }),
    foreignKey({
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
    check("timeline_kind", sql`kind in ('created', 'transferred', 'picked_up', 'closed')`),
    ownTenant(),
  ],
);

/** An unsent answer, kept per agent and conversation. */
export const drafts = pgTable(
  "drafts",
  {
    tenantId: tenantId(),
    conversationId: uuid("conversation_id").notNull(),
    memberId: uuid("member_id").notNull(),
    mode: text("mode", { enum: ["reply", "note"] }).notNull(),
    text: text("text").notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.memberId, t.conversationId, t.mode] }),
    foreignKey({
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.tenantId, t.memberId], foreignColumns: [memberships.tenantId, memberships.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);

/** Trigger and live update at once: written with the change it tells of, numbered after commit, kept 30 days. */
export const events = pgTable(
  "events",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    name: text("name").notNull(),
    conversationId: uuid("conversation_id"),
    /** Ids only: what changed, for those who read it afterwards. */
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
    /** Who could see the conversation before and after: [owner id, queue id, everyone]. */
    audienceBefore: jsonb("audience_before"),
    audienceAfter: jsonb("audience_after"),
    createdAt: createdAt(),
    seq: bigint("seq", { mode: "number" }),
    /** Set once the functions that wait for this event were told; null for events that wake nobody. */
    wakes: boolean("wakes").notNull().default(false),
    wokenAt: instant("woken_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("events_seq").on(t.tenantId, t.seq),
    index("events_unnumbered").on(t.tenantId, t.id).where(sql`seq is null`),
    index("events_unwoken").on(t.tenantId, t.id).where(sql`wakes and woken_at is null`),
    index("events_old").on(t.createdAt),
    ownTenant(),
  ],
);
