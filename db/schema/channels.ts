import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
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
import type { SandboxBehaviour } from "@/server/domain/sandbox";
import { createdAt, id, instant, ownTenant, tenantId } from "./tenant-columns";
import { groups, memberships, tenants } from "./tenants";

/** A set of agents that waits together for conversations. */
export const queues = pgTable(
  "queues",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    name: text("name").notNull(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    updatedBy: uuid("updated_by"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique("queues_name").on(t.tenantId, t.name), ownTenant()],
);

export const queueMembers = pgTable(
  "queue_members",
  {
    tenantId: tenantId(),
    queueId: uuid("queue_id").notNull(),
    memberId: uuid("member_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.queueId, t.memberId] }),
    index("queue_members_by_member").on(t.tenantId, t.memberId),
    foreignKey({ columns: [t.tenantId, t.queueId], foreignColumns: [queues.tenantId, queues.id] }).onDelete("cascade"),
    foreignKey({ columns: [t.tenantId, t.memberId], foreignColumns: [memberships.tenantId, memberships.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);

/**
 * One way in and out: a carrier with its credentials. `tokenHash` finds the channel from its webhook address, which is
 * reserved with the draft and never changes; `tokenSealed` shows the address again. `state` is the last check's result.
 */
export const channels = pgTable(
  "channels",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    carrier: text("carrier").notNull(),
    kind: text("kind").notNull(),
    name: text("name").notNull(),
    credentialsSealed: text("credentials_sealed"),
    /** The credentials before the last change: webhooks signed with them are still taken until `previousUntil`. */
    previousSealed: text("previous_sealed"),
    previousUntil: instant("previous_until"),
    tokenHash: text("token_hash").notNull().unique(),
    tokenSealed: text("token_sealed").notNull(),
    enabled: boolean("enabled").notNull().default(false),
    /** When it was first switched on; until then it is a draft. */
    activatedAt: instant("activated_at"),
    receive: boolean("receive").notNull().default(true),
    sendRatePerS: doublePrecision("send_rate_per_s").notNull().default(1),
    autoCloseDays: integer("auto_close_days"),
    state: text("state").notNull().default("draft"),
    stateSince: instant("state_since").notNull().defaultNow(),
    stateDetail: text("state_detail"),
    checkedAt: instant("checked_at"),
    /** What the carrier told of the account by itself, last, and when. */
    notice: text("notice"),
    noticeAt: instant("notice_at"),
    /** What its webhooks told of the form's optional fields, for those that were left empty. */
    learned: jsonb("learned").$type<Record<string, string>>().notNull().default({}),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    updatedBy: uuid("updated_by"),
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    check(
      "channels_state",
      sql`state in ('draft', 'connected', 'unauthorized', 'service_unavailable', 'unknown_source', 'request_failed')`,
    ),
    check("channels_rate", sql`send_rate_per_s > 0 and send_rate_per_s <= 1000`),
    index("channels_to_check").on(t.checkedAt).where(sql`deleted_at is null and enabled`),
    ownTenant(),
  ],
);

/** A number of ours on a channel, and where messages to it go: one agent or one queue. */
export const channelNumbers = pgTable(
  "channel_numbers",
  {
    tenantId: tenantId(),
    id: id(),
    channelId: uuid("channel_id").notNull(),
    address: text("address").notNull(),
    fields: jsonb("fields").$type<Record<string, string>>().notNull().default({}),
    destinationMemberId: uuid("destination_member_id"),
    destinationQueueId: uuid("destination_queue_id"),
    everyoneMayStart: boolean("everyone_may_start").notNull().default(false),
    createdAt: createdAt(),
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ columns: [t.tenantId, t.channelId], foreignColumns: [channels.tenantId, channels.id] }),
    foreignKey({
      columns: [t.tenantId, t.destinationMemberId],
      foreignColumns: [memberships.tenantId, memberships.id],
    }),
    foreignKey({ columns: [t.tenantId, t.destinationQueueId], foreignColumns: [queues.tenantId, queues.id] }),
    uniqueIndex("channel_numbers_address").on(t.tenantId, t.address).where(sql`deleted_at is null`),
    index("channel_numbers_of_channel").on(t.tenantId, t.channelId),
    check(
      "channel_numbers_destination",
      sql`num_nonnulls(destination_member_id, destination_queue_id) = 1 or deleted_at is not null`,
    ),
    ownTenant(),
  ],
);

/** Who may write first from a number, beside "everyone". */
export const numberStarters = pgTable(
  "number_starters",
  {
    tenantId: tenantId(),
    numberId: uuid("number_id").notNull(),
    memberId: uuid("member_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.numberId, t.memberId] }),
    foreignKey({
      columns: [t.tenantId, t.numberId],
      foreignColumns: [channelNumbers.tenantId, channelNumbers.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.tenantId, t.memberId], foreignColumns: [memberships.tenantId, memberships.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);

/** Whole groups that may write first from a number: whoever is in one at the moment, not who was when it was chosen. */
export const numberStarterGroups = pgTable(
  "number_starter_groups",
  {
    tenantId: tenantId(),
    numberId: uuid("number_id").notNull(),
    groupId: uuid("group_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.numberId, t.groupId] }),
    foreignKey({
      columns: [t.tenantId, t.numberId],
      foreignColumns: [channelNumbers.tenantId, channelNumbers.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.tenantId, t.groupId], foreignColumns: [groups.tenantId, groups.id] }).onDelete("cascade"),
    ownTenant(),
  ],
);

/**
 * Messages per number and quarter of an hour, kept as they happen: every time zone's days begin with one. `shard` spreads a
 * busy number over several rows, since the row's lock is held until the message commits; after a day they are one. `source`: who wrote: agent, flow, campaign; received ones are `customer`.
 */
export const numberCounters = pgTable(
  "number_counters",
  {
    tenantId: tenantId(),
    numberId: uuid("number_id").notNull(),
    quarter: instant("quarter").notNull(),
    source: text("source").notNull(),
    shard: smallint("shard").notNull(),
    received: integer("received").notNull().default(0),
    sentOk: integer("sent_ok").notNull().default(0),
    failed: integer("failed").notNull().default(0),
    parts: integer("parts").notNull().default(0),
    lastAt: instant("last_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.numberId, t.quarter, t.source, t.shard] }),
    index("number_counters_spread").on(t.quarter).where(sql`shard > 0`),
    foreignKey({
      columns: [t.tenantId, t.numberId],
      foreignColumns: [channelNumbers.tenantId, channelNumbers.id],
    }).onDelete("cascade"),
    ownTenant(),
  ],
);

/**
 * Why messages of a number failed, per quarter of an hour and reason, kept in step with `failed` above. `messages` may be
 * negative in a quarter: a receipt that comes later takes a failure back. `code`: the carrier's own newest one.
 */
export const failureCounters = pgTable(
  "failure_counters",
  {
    tenantId: tenantId(),
    numberId: uuid("number_id").notNull(),
    quarter: instant("quarter").notNull(),
    reason: text("reason").notNull(),
    shard: smallint("shard").notNull(),
    messages: integer("messages").notNull().default(0),
    code: text("code"),
    lastAt: instant("last_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.numberId, t.quarter, t.reason, t.shard] }),
    index("failure_counters_spread").on(t.quarter).where(sql`shard > 0`),
    foreignKey({
      columns: [t.tenantId, t.numberId],
      foreignColumns: [channelNumbers.tenantId, channelNumbers.id],
    }).onDelete("cascade"),
    ownTenant(),
  ],
);

/** When the next message under a key may leave (GCRA, burst 1): the channel, and what its carrier declares. */
export const paces = pgTable(
  "paces",
  {
    tenantId: tenantId(),
    key: text("key").notNull(),
    nextAt: instant("next_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.key] }), ownTenant()],
);

/** What carriers sent us, before anything is made of it. Refused ones keep no body. */
export const webhookJournal = pgTable(
  "webhook_journal",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    channelId: uuid("channel_id").notNull(),
    part: text("part").notNull().default(""),
    method: text("method").notNull(),
    url: text("url").notNull(),
    headers: jsonb("headers").$type<Record<string, string>>().notNull(),
    /** The raw bytes, base64. */
    body: text("body"),
    state: text("state", { enum: ["done", "pending", "stuck", "refused"] }).notNull(),
    items: integer("items").notNull().default(0),
    error: text("error"),
    attempts: integer("attempts").notNull().default(0),
    receivedAt: instant("received_at").notNull().defaultNow(),
    processedAt: instant("processed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ columns: [t.tenantId, t.channelId], foreignColumns: [channels.tenantId, channels.id] }),
    index("webhook_journal_open").on(t.receivedAt).where(sql`state in ('pending', 'stuck')`),
    index("webhook_journal_of_channel").on(t.tenantId, t.channelId, t.id),
    index("webhook_journal_old").using("brin", t.receivedAt),
    ownTenant(),
  ],
);

/** The fake phones of a sandbox channel. */
export const sandboxPhones = pgTable(
  "sandbox_phones",
  {
    tenantId: tenantId(),
    id: id(),
    channelId: uuid("channel_id").notNull(),
    address: text("address").notNull(),
    name: text("name").notNull(),
    /** What happens to answers sent to this phone. */
    behaviour: jsonb("behaviour").$type<SandboxBehaviour>().notNull().default({ kind: "deliver", afterMs: 0 }),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("sandbox_phones_address").on(t.tenantId, t.channelId, t.address),
    foreignKey({ columns: [t.tenantId, t.channelId], foreignColumns: [channels.tenantId, channels.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);

/** What the fake phones sent and got. For `out` (to the phone) the id is the carrier's message id. */
export const sandboxMessages = pgTable(
  "sandbox_messages",
  {
    tenantId: tenantId(),
    id: id(),
    channelId: uuid("channel_id").notNull(),
    number: text("number").notNull(),
    phone: text("phone").notNull(),
    direction: text("direction", { enum: ["in", "out"] }).notNull(),
    text: text("text").notNull(),
    media: jsonb("media").$type<{ url: string; contentType: string; fileName?: string }[]>().notNull().default([]),
    /** For messages to the phone: the sender's own id of it, by which it is looked up. */
    clientRef: text("client_ref"),
    /** For messages to the phone: the receipt that is still owed, and when. */
    receipt: text("receipt"),
    receiptError: text("receipt_error"),
    receiptAt: instant("receipt_at"),
    reportedAt: instant("reported_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("sandbox_messages_of_phone").on(t.tenantId, t.channelId, t.phone, t.id),
    index("sandbox_messages_by_ref").on(t.tenantId, t.channelId, t.clientRef).where(sql`client_ref is not null`),
    index("sandbox_messages_owed").on(t.receiptAt).where(sql`receipt is not null and reported_at is null`),
    foreignKey({ columns: [t.tenantId, t.channelId], foreignColumns: [channels.tenantId, channels.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);
