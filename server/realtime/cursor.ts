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
