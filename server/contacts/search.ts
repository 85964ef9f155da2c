import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { cleanText } from "@/server/domain/clean-text";

const wanted = z.string().transform(cleanText).pipe(z.string().trim().max(100));

export const SearchContacts = z.object({ text: wanted });
export const ListContacts = z.object({
  text: wanted.default(""),
  /** The last one of the page before. */
  cursor: z.object({ name: z.string().max(200), id: z.uuid() }).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});

export type ContactLine = { id: string; name: string; company: string; addresses: string[]; owner: string | null };

/** Contacts whose name or company has the text in it, or whose number has its digits; for pickers. At most 20, by name. */
export async function searchContacts(
  { tenant, actor }: Context,
  { text }: z.infer<typeof SearchContacts>,
): Promise<ContactLine[]> {
  authorize(actor, "contact.read");
  return withTenant(tenant, (tx) => lines(tx, sql`true ${matching(text)}`, 20));
}

/** A page of the contacts by name. `next` is what `cursor` takes for the following page; null at the end. */
export async function listContacts({ tenant, actor }: Context, { text, cursor, limit }: z.infer<typeof ListContacts>) {
  authorize(actor, "contact.read");
  return withTenant(tenant, async (tx) => {
    const beyond = cursor ? sql`and (p.name, p.id) > (${cursor.name}, ${cursor.id}::uuid)` : sql``;
    const rows = await lines(tx, sql`true ${matching(text)} ${beyond}`, limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { rows, next: last ? { name: last.name, id: last.id } : null };
  });
}

/** Newcomers are no contacts yet: only what somebody has saved is found. */
async function lines(tx: Tx, where: SQL, limit: number): Promise<ContactLine[]> {
  const rows = await tx.execute<ContactLine>(sql`
    select p.id, p.name, p.company, o.name as owner,
      array(select i.value from contact_identities i where i.contact_id = p.id order by i.created_at limit 5) as addresses
    from contacts p left join memberships o on o.id = p.owner_id
    where p.saved_at is not null and ${where} order by p.name, p.id limit ${limit}`);
  return rows.map(({ id, name, company, addresses, owner }) => ({ id, name, company, addresses, owner }));
}

function matching(text: string): SQL {
  if (text === "") return sql``;
  const word = text.toLowerCase();
  const digits = text.replace(/\D/g, "");
  const byNumber =
    digits.length >= 3
      ? sql`or exists (select 1 from contact_identities i where i.contact_id = p.id and strpos(i.value, ${digits}) > 0)`
      : sql``;
  return sql`and (strpos(lower(p.name), ${word}) > 0 or strpos(lower(p.company), ${word}) > 0 ${byNumber})`;
}
