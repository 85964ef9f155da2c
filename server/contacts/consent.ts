import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";

/** What somebody said about getting messages at an address, with what it was heard from: his own words, or his carrier's. */
export type Consent = {
  address: string;
  change: "opted_out" | "opted_in";
  source: "message" | "carrier";
  /** At most 200 characters; may be empty. */
  evidence: string;
  at: Date;
};

const SHOWN = 20;

/** The newest of what was heard of some addresses, newest first. `of`: a condition on `e.kind` and `e.address`. */
export async function consentOf(tx: Tx, of: SQL): Promise<Consent[]> {
  const rows = await tx.execute<Omit<Consent, "at"> & { created_at: string }>(sql`
    select e.address, e.change, e.source, e.evidence, e.created_at from consent_events e
    where ${of} order by e.id desc limit ${SHOWN}`);
  return rows.map(({ created_at, ...consent }) => ({ ...consent, at: new Date(created_at) }));
}
