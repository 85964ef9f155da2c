import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";

/** Everything of one contact becomes another's, and his empty record goes. The caller holds the locks of both identities. */
export async function mergeContacts(tx: Tx, contactId: string, gone: string): Promise<void> {
  await tx.execute(sql`update contact_identities set contact_id = ${contactId} where contact_id = ${gone}`);
  await tx.execute(sql`update conversations set contact_id = ${contactId} where contact_id = ${gone}`);
  await tx.execute(sql`update flow_runs set contact_id = ${contactId} where contact_id = ${gone}`);
  await tx.execute(sql`delete from contacts where id = ${gone}`);
}
