import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { GateQuestion } from "@/server/domain/gate";
import { lastWritten } from "./window";

/** What the gate and the outbox ask of a conversation. */
export type GateFacts = {
  conversationId: string;
  channelId: string;
  carrier: string;
  /** Open, and its channel in use. */
  writable: boolean;
} & Pick<GateQuestion, "address" | "reasons" | "windowFrom">;

/**
 * Read what the gate asks of a conversation; null when there is none. It stays true for as long as the caller holds the
 * conversation's row: who writes himself into the suppressions by a message holds it as well.
 */
export async function readGate(tx: Tx, conversationId: SQL): Promise<GateFacts | null> {
  const [row] = await tx.execute<{
    id: string;
    channel_id: string;
    carrier: string;
    writable: boolean;
    customer_address: string;
    window_from: string | null;
    reasons: GateQuestion["reasons"];
  }>(sql`
    select c.id, c.channel_id, ch.carrier, c.state <> 'closed' and ch.enabled and ch.deleted_at is null as writable, c.customer_address,
      ${lastWritten(sql`c.kind`, sql`c.number_id`, sql`c.customer_address`)} as window_from,
      array(select s.reason from suppressions s where s.kind = c.kind and s.address = c.customer_address) as reasons
    from conversations c join channels ch on ch.id = c.channel_id where c.id = ${conversationId}`);
  return row
    ? {
        conversationId: row.id,
        channelId: row.channel_id,
        carrier: row.carrier,
        writable: row.writable,
        address: row.customer_address,
        reasons: row.reasons,
        windowFrom: row.window_from === null ? null : new Date(row.window_from),
      }
    : null;
}
