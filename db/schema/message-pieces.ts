import { sql } from "drizzle-orm";
import { foreignKey, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { messageAttempts } from "./conversations";
import { ownTenant, tenantId } from "./tenant-columns";

/**
 * Where a carrier takes one message only in several: each with its own id and its own receipts. The attempt's state is
 * that of its worst piece. A message that goes in one has no rows here.
 */
export const messagePieces = pgTable(
  "message_pieces",
  {
    tenantId: tenantId(),
    messageId: uuid("message_id").notNull(),
    attempt: smallint("attempt").notNull(),
    /** From 1. */
    piece: smallint("piece").notNull(),
    channelId: uuid("channel_id").notNull(),
    externalId: text("external_id"),
    state: text("state").notNull(),
    reason: text("reason"),
    carrierCode: text("carrier_code"),
    errorDetail: text("error_detail"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.messageId, t.attempt, t.piece] }),
    foreignKey({
      columns: [t.tenantId, t.messageId, t.attempt],
      foreignColumns: [messageAttempts.tenantId, messageAttempts.messageId, messageAttempts.attempt],
    }).onDelete("cascade"),
    uniqueIndex("message_pieces_external")
      .on(t.tenantId, t.channelId, t.externalId)
      .where(sql`external_id is not null`),
    ownTenant(),
  ],
);
