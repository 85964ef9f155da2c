import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";
import type { MessageItem } from "@/server/channels/carrier";
import { mergeContacts } from "@/server/contacts/merge";
import { isE164 } from "@/server/domain/phone";

type Place = { kind: string; numberId: string };

/** Whether a message's sender may be known by another address than the one it names. */
export const mayBeKnown = (kind: string, { aliases = [] }: MessageItem): boolean =>
  kind === "whatsapp" || aliases.length > 0;

/** `complete`: all addresses that the message names are known to be his, and nothing is left to remember. */
type Known = { address: string; complete: boolean };

/**
 * The address under which a person is known who may have several: where his
 * conversation is open, else his phone number if we have ever heard it, else the one he comes with. Contacts that turn
 * out to be one person become one, unless people have filled in both. Locks identities, in the order of their values.
 */
export async function knownAddress(tx: Tx, { kind, numberId }: Place, item: MessageItem): Promise<Known> {
  const told = [...new Set([item.from, ...(item.aliases ?? [])])];
  const rows = await tx.execute<{ contact_id: string; saved: boolean; nameless: boolean; addresses: number }>(sql`
    select i.contact_id, p.saved_at is not null as saved, p.name = '' as nameless,
      (select count(*)::int from contact_identities o where o.kind = i.kind and o.contact_id = i.contact_id) as addresses
    from contact_identities i join contacts p on p.id = i.contact_id
    where i.kind = ${kind} and i.value in ${told} order by i.value for update of i`);
  const person = rows.find(({ saved }) => saved) ?? rows[0];
  if (!person) return { address: item.from, complete: told.length === 1 };
  if (item.fromName && person.nameless && !person.saved) await takeName(tx, person.contact_id, item.fromName);
  const complete = rows.length === told.length && rows.every(({ contact_id }) => contact_id === person.contact_id);
  if (complete && person.addresses === 1) return { address: item.from, complete };
  for (const { contact_id, saved } of rows)
    if (contact_id !== person.contact_id && !saved) await mergeContacts(tx, person.contact_id, contact_id);
  if (!complete) await rememberAddresses(tx, kind, person.contact_id, told);
  const known = await tx.execute<{ value: string; open: boolean }>(sql`
    select i.value, exists (select 1 from conversations c where c.number_id = ${numberId} and c.customer_address = i.value
      and c.state <> 'closed') as open
    from contact_identities i where i.kind = ${kind} and i.contact_id = ${person.contact_id} order by i.created_at`);
  const open = known.find((one) => one.open);
  return { address: (open ?? known.find(({ value }) => isE164(value)))?.value ?? item.from, complete };
}

/** We wrote first and had but his number: he goes by the name he gives himself, until people give him another. */
const takeName = (tx: Tx, contactId: string, name: string) =>
  tx.execute(sql`update contacts set name = ${name} where id = ${contactId} and name = '' and saved_at is null`);

/** All addresses of a message's sender lead to his contact from now on. */
export async function rememberAddresses(tx: Tx, kind: string, contactId: string, addresses: readonly string[]) {
  for (const value of [...addresses].sort())
    await tx.execute(sql`
      insert into contact_identities (id, contact_id, kind, value) values (${uuidv7()}, ${contactId}, ${kind}, ${value})
      on conflict do nothing`);
}
