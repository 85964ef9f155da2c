import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";

/**
 * Where the tenant's stream stands. Read it before the data it goes with: what is numbered later is told again on the
 * stream, and applying it twice does no harm.
 */
export async function cursorOf(tx: Tx): Promise<number> {
  const [row] = await tx.execute<{ last_seq: string }>(sql`select last_seq from tenant_seqs`);
  return Number(row?.last_seq ?? 0);
}

/**
 * How far the stream goes once everything committed by now is numbered. Read it after the data: what is told between
 * the cursor and here may be in the data already, so whoever adds up must not add it again.
 */
export async function reachOf(tx: Tx): Promise<number> {
  const [row] = await tx.execute<{ reach: string }>(sql`
    select coalesce((select last_seq from tenant_seqs), 0) + (select count(*) from events where seq is null) as reach`);
  return Number(row?.reach ?? 0);
}
