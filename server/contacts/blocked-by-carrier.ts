import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";

/**
 * The recipient of a message told his carrier that he wants nothing more: the gate knows from now on, and the carrier's
 * words are kept as the evidence. Nothing happens to one who is out already.
 */
export async function blockedByCarrier(
  tx: Tx,
  messageId: string,
  { carrierCode, errorDetail }: { carrierCode?: string | null; errorDetail?: string | null },
): Promise<void> {
  const evidence = (errorDetail || carrierCode || "").slice(0, 200);
  await tx.execute(sql`
    with told as (
      insert into suppressions (kind, address, reason)
      select c.kind, m.address, 'opted_out' from messages m join conversations c on c.id = m.conversation_id where m.id = ${messageId}
      on conflict do nothing returning kind, address
    )
    insert into consent_events (id, kind, address, change, source, message_id, evidence)
    select ${uuidv7()}, kind, address, 'opted_out', 'carrier', ${messageId}, ${evidence} from told`);
}
