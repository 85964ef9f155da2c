import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { users } from "./auth";
import { appRole, createdAt, id, instant, ownTenant, tenantId } from "./tenant-columns";

const itself = sql`id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`;

/** A business. `shortId` stands in addresses that carriers keep for ever; `slug` may change. */
export const tenants = pgTable(
  "tenants",
  {
    id: uuid("id").primaryKey(),
    shortId: text("short_id").notNull().unique(),
    slug: text("slug").notNull().unique(),
    name: text("name").notNull(),
    locale: text("locale").notNull().default("en"),
    timeZone: text("time_zone").notNull().default("UTC"),
    createdAt: createdAt(),
  },
  () => [
    pgPolicy("own_tenant", { as: "permissive", for: "all", to: appRole, using: itself, withCheck: itself }),
    check("tenants_slug_shape", sql`slug ~ '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$'`),
  ],
);

/** The per-tenant order of events on the live stream. One row a tenant, made with it. */
export const tenantSeqs = pgTable(
  "tenant_seqs",
  {
    tenantId: uuid("tenant_id")
      .primaryKey()
      .references(() => tenants.id, { onDelete: "cascade" }),
    lastSeq: bigint("last_seq", { mode: "number" }).notNull().default(0),
  },
  () => [ownTenant()],
).enableRLS();

/**
 * A person in a workspace. Name and address are copied from the user, so that tenant work never reads the users table.
 * `takesConversations`: whoever has it is an agent here, whatever the role.
 */
export const memberships = pgTable(
  "memberships",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    name: text("name").notNull(),
    email: text("email").notNull(),
    role: text("role", { enum: ["owner", "admin", "agent"] }).notNull(),
    takesConversations: boolean("takes_conversations").notNull().default(false),
    rights: text("rights").array().notNull().default(sql`'{}'`),
    /** What the person chose; "offline" also holds when no live stream was open for five minutes (`lastSeenAt`). */
    availability: text("availability", { enum: ["available", "busy", "away", "offline"] })
      .notNull()
      .default("available"),
    lastSeenAt: instant("last_seen_at"),
    disabledAt: instant("disabled_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("memberships_user").on(t.tenantId, t.userId),
    index("memberships_by_user").on(t.userId),
    check("memberships_role", sql`role in ('owner', 'admin', 'agent')`),
    check("memberships_availability", sql`availability in ('available', 'busy', 'away', 'offline')`),
    ownTenant(),
  ],
);

/** A place kept for somebody by mail. The token itself is only in the mail; its hash finds the row. */
export const invitations = pgTable(
  "invitations",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    email: text("email").notNull(),
    role: text("role", { enum: ["admin", "agent"] }).notNull(),
    takesConversations: boolean("takes_conversations").notNull().default(true),
    tokenHash: text("token_hash").notNull().unique(),
    invitedBy: uuid("invited_by").notNull(),
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ columns: [t.tenantId, t.invitedBy], foreignColumns: [memberships.tenantId, memberships.id] }),
    uniqueIndex("invitations_open").on(t.tenantId, t.email).where(sql`accepted_at is null and revoked_at is null`),
    check("invitations_role", sql`role in ('admin', 'agent')`),
    ownTenant(),
  ],
);

/** A named set of people, for choosing several at once. "Everybody" is no row: it is a choice of its own. */
export const groups = pgTable(
  "groups",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    name: text("name").notNull(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    updatedBy: uuid("updated_by"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique("groups_name").on(t.tenantId, t.name), ownTenant()],
);

export const groupMembers = pgTable(
  "group_members",
  {
    tenantId: tenantId(),
    groupId: uuid("group_id").notNull(),
    memberId: uuid("member_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.groupId, t.memberId] }),
    index("group_members_by_member").on(t.tenantId, t.memberId),
    foreignKey({ columns: [t.tenantId, t.groupId], foreignColumns: [groups.tenantId, groups.id] }).onDelete("cascade"),
    foreignKey({ columns: [t.tenantId, t.memberId], foreignColumns: [memberships.tenantId, memberships.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);
