import { type SQL, sql } from "drizzle-orm";
import { carriers } from "@/server/channels";
import type { Carrier } from "@/server/channels/carrier";

/**
 * When a customer last wrote to a number, by the message's own time: what the 24 hours count from in which free text may
 * be sent. The window belongs to the pair, so an earlier, closed conversation counts as well. null for kinds of channels
 * that have no such window: they do not look.
 */
export function lastWritten(kind: SQL, numberId: SQL, address: SQL): SQL {
  const kinds = Object.values<Carrier>(carriers).flatMap(({ can, kind }) => (can.freeText === "window" ? [kind] : []));
  return sql`case when ${kind} in ${["", ...new Set(kinds)]} then
    (select max(w.last_inbound_at) from conversations w where w.number_id = ${numberId} and w.customer_address = ${address}) end`;
}
