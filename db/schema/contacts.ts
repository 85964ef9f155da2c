import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, ownTenant, tenantId } from "./tenant-columns";
import { memberships, tenants } from "./tenants";

/** A customer. A newcomer's name is empty until somebody adds him as a contact (`savedAt`). */
export const contacts = pgTable(
  "contacts",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    name: text("name").notNull().default(""),
    company: text("company").notNull().default(""),
    note: text("note").notNull().default(""),
    language: text("language"),
    timeZone: text("time_zone"),
    country: text("country"),
    tags: text("tags").array().notNull().default(sql`'{}'`),
    /** The agent who last took over one of his conversations, or set by hand. */
    ownerId: uuid("owner_id"),
    savedAt: instant("saved_at"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    updatedBy: uuid("updated_by"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ columns: [t.tenantId, t.ownerId], foreignColumns: [memberships.tenantId, memberships.id] }),
    index("contacts_by_name").on(t.tenantId, t.name),
    ownTenant(),
  ],
);

/** An address of a customer: kind and normalised value, one owner at a time. */
export const contactIdentities = pgTable(
  "contact_identities",
  {
    tenantId: tenantId(),
    id: id(),
    contactId: uuid("contact_id").notNull(),
    kind: text("kind").notNull(),
    value: text("value").notNull(),
    createdAt: createdAt(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("contact_identities_value").on(t.tenantId, t.kind, t.value),
    index("contact_identities_of_contact").on(t.tenantId, t.contactId),
    foreignKey({ columns: [t.tenantId, t.contactId], foreignColumns: [contacts.tenantId, contacts.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);

/** Addresses that must not be written to, and why. `opted_out` goes away when the customer opts in again. */
export const suppressions = pgTable(
  "suppressions",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    kind: text("kind").notNull(),
    address: text("address").notNull(),
    reason: text("reason", { enum: ["opted_out", "bounced", "complained", "blocked"] }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.kind, t.address, t.reason] }), ownTenant()],
);

/** The evidence: who opted out or in, when, by which words. Never changed, never deleted by the product. */
export const consentEvents = pgTable(
  "consent_events",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    kind: text("kind").notNull(),
    address: text("address").notNull(),
    change: text("change", { enum: ["opted_out", "opted_in"] }).notNull(),
    source: text("source").notNull(),
    messageId: uuid("message_id"),
    evidence: text("evidence").notNull().default(""),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("consent_events_of_address").on(t.tenantId, t.kind, t.address, t.id),
    ownTenant(),
  ],
);

/** Who did what, for what must outlive the live events. Never holds message text. */
export const auditLog = pgTable(
  "audit_log",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    actorKind: text("actor_kind").notNull(),
    actorId: uuid("actor_id"),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
    test: boolean("test").notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), ownTenant()],
);
