import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { sandboxMessages } from "./channels";
import { conversations, messages } from "./conversations";
import { createdAt, id, instant, ownTenant, tenantId } from "./tenant-columns";
import { memberships, tenants } from "./tenants";

/** What a carrier said of a customer's file; where the file is fetched from. */
export type AttachmentSource = {
  url: string;
  id?: string;
  contentType?: string;
  fileName?: string;
  sizeBytes?: number;
  sha256?: string;
};

/**
 * A file of a message, or one that somebody is about to send. The file itself lies in storage under a name made of
 * tenant and id; the row says whether it is there. What is removed here is removed there by a sweep: a trigger notes it.
 */
export const attachments = pgTable(
  "attachments",
  {
    tenantId: tenantId(),
    id: id(),
    conversationId: uuid("conversation_id").notNull(),
    /** Null until it is sent. */
    messageId: uuid("message_id"),
    position: smallint("position").notNull().default(0),
    direction: text("direction", { enum: ["in", "out"] }).notNull(),
    /** uploading: pieces are coming from a browser. fetching: we are to get it from the carrier. */
    state: text("state", { enum: ["uploading", "fetching", "ready", "unavailable"] }).notNull(),
    /** A key under `inbox.file.reason`: why it is not to be had. */
    reason: text("reason"),
    name: text("name").notNull(),
    /** What the bytes are, not what somebody says; until they are here, what was announced. */
    contentType: text("content_type").notNull(),
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull().default(0),
    sha256: text("sha256"),
    /** Of pictures. */
    width: integer("width"),
    height: integer("height"),
    /** Smaller files made of it: what threads show, and what a carrier with a low limit gets. */
    thumbBytes: integer("thumb_bytes"),
    fittedBytes: integer("fitted_bytes"),
    source: jsonb("source").$type<AttachmentSource>(),
    authorId: uuid("author_id"),
    /** While uploading: how many pieces have come, and which file it is, so that it goes on where it stopped. */
    pieces: integer("pieces").notNull().default(0),
    fingerprint: text("fingerprint"),
    createdAt: createdAt(),
    stateAt: instant("state_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.tenantId, t.messageId], foreignColumns: [messages.tenantId, messages.id] }).onDelete(
      "cascade",
    ),
    foreignKey({ columns: [t.tenantId, t.authorId], foreignColumns: [memberships.tenantId, memberships.id] }),
    index("attachments_of_message").on(t.tenantId, t.messageId, t.position).where(sql`message_id is not null`),
    index("attachments_unsent").on(t.tenantId, t.conversationId, t.authorId).where(sql`message_id is null`),
    index("attachments_under_way").on(t.stateAt).where(sql`state = 'fetching' or message_id is null`),
    check("attachments_direction", sql`direction in ('in', 'out')`),
    check("attachments_state", sql`state in ('uploading', 'fetching', 'ready', 'unavailable')`),
    check("attachments_reason", sql`(state = 'unavailable') = (reason is not null)`),
    check("attachments_of_customers", sql`direction = 'out' or (message_id is not null and source is not null)`),
    check("attachments_of_agents", sql`direction = 'in' or author_id is not null`),
    ownTenant(),
  ],
);

/** Files in storage whose row is gone. Written by a trigger, emptied by a sweep. */
export const storageGarbage = pgTable("storage_garbage", {
  /** The name that every file of the attachment begins with. */
  key: text("key").primaryKey(),
  pieces: integer("pieces").notNull(),
  since: instant("since").notNull().defaultNow(),
});

/** What a workspace's files fill in storage, kept by a trigger; those that are being uploaded count as if they were here. */
export const storageUse = pgTable(
  "storage_use",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    bytes: bigint("bytes", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] }), ownTenant()],
);

/** Pictures that pretended phones have sent: kept here, since a phone has no server of its own. */
export const sandboxFiles = pgTable(
  "sandbox_files",
  {
    tenantId: tenantId(),
    id: id(),
    messageId: uuid("message_id").notNull(),
    name: text("name").notNull(),
    contentType: text("content_type").notNull(),
    /** Base64. */
    content: text("content").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.messageId],
      foreignColumns: [sandboxMessages.tenantId, sandboxMessages.id],
    }).onDelete("cascade"),
    ownTenant(),
  ],
);
