import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";

/**
 * Paces whose next time is long over say nothing any more: a recipient who is written to again begins a new one. No
 * carrier lets so long a burst gather. Returns how many were removed.
 */
export async function removeOldPaces(): Promise<number> {
  const rows = await systemDb().execute(sql`delete from paces where next_at < now() - interval '1 hour' returning 1`);
  return rows.length;
}
