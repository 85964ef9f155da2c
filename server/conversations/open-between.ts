import { type SQL, sql } from "drizzle-orm";
import type { StartNumber } from "./start-numbers";

/**
 * Whether `c` is the open conversation between a number of ours and a customer's phone. By WhatsApp a person may be known
 * by an id beside his phone number: what is open under it is his conversation as well.
 */
export const openBetween = ({ id, kind }: StartNumber, address: string): SQL => sql`
  c.number_id = ${id} and c.thread_key = '' and c.state <> 'closed' and c.customer_address = any(array(
    select ${address} union all
    select o.value from contact_identities i join contact_identities o on o.kind = i.kind and o.contact_id = i.contact_id
    where ${kind} = 'whatsapp' and i.kind = 'whatsapp' and i.value = ${address} and o.value not like '+%'))`;
