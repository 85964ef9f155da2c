import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, instant } from "./tenant-columns";

/** A person, across workspaces. Only the owner's connection reads these tables. `email` is stored in lower case. */
export const users = pgTable(
  "users",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    name: text("name"),
    email: text("email").notNull().unique(),
    emailVerified: timestamp("email_verified", { mode: "date", withTimezone: true }),
    image: text("image"),
    passwordHash: text("password_hash"),
    locale: text("locale"),
    createdAt: createdAt(),
  },
  () => [check("users_email_lower", sql`email = lower(email)`)],
).enableRLS();

export const accounts = pgTable(
  "accounts",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    type: text("type").notNull(),
    provider: text("provider").notNull(),
    providerAccountId: text("provider_account_id").notNull(),
    refresh_token: text("refresh_token"),
    access_token: text("access_token"),
    expires_at: integer("expires_at"),
    token_type: text("token_type"),
    scope: text("scope"),
    id_token: text("id_token"),
    session_state: text("session_state"),
  },
  (t) => [primaryKey({ columns: [t.provider, t.providerAccountId] })],
).enableRLS();

/** A signed-in browser. `sessionToken` is the hash of what the browser holds. */
export const sessions = pgTable(
  "sessions",
  {
    sessionToken: text("session_token").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    activeTenantId: uuid("active_tenant_id"),
    userAgent: text("user_agent"),
    createdAt: createdAt(),
    expires: timestamp("expires", { mode: "date", withTimezone: true }).notNull(),
  },
  (t) => [index("sessions_by_user").on(t.userId)],
).enableRLS();

/** One-use links by mail: verify an address, reset a password. `identifier` is purpose and address, `token` a hash. */
export const verificationTokens = pgTable(
  "verification_tokens",
  {
    identifier: text("identifier").notNull(),
    token: text("token").notNull(),
    expires: timestamp("expires", { mode: "date", withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.identifier, t.token] }), uniqueIndex("verification_tokens_token").on(t.token)],
).enableRLS();

/** Spacing of attempts per key (GCRA): the theoretical arrival time of the next one. */
export const rateLimits = pgTable("rate_limits", {
  key: text("key").primaryKey(),
  tat: instant("tat").notNull(),
}).enableRLS();

/** Transactional mail on its way out; without a mail provider the local mailbox page shows it. */
export const mails = pgTable(
  "mails",
  {
    id: uuid("id").primaryKey(),
    to: text("to").notNull(),
    subject: text("subject").notNull(),
    text: text("text").notNull(),
    html: text("html").notNull(),
    createdAt: createdAt(),
    sentAt: instant("sent_at"),
    failedAt: instant("failed_at"),
    error: text("error"),
  },
  (t) => [index("mails_recent").on(t.createdAt)],
).enableRLS();

/** Facts about this installation, such as the canary that proves the secret key. */
export const installation = pgTable("installation", {
  key: text("key").primaryKey(),
  value: text("value").notNull(),
}).enableRLS();
