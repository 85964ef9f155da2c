import { sql } from "drizzle-orm";
import type { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { visibleTo } from "@/server/conversations/visible";
import { notFound } from "@/server/errors";
import { consentOf } from "./consent";
import type { OneContact } from "./shapes";

type Raw = {
  id: string;
  name: string;
  company: string;
  note: string;
  saved_at: string;
  updated_at: string;
  owner_id: string | null;
  owner: string | null;
  changed_by: string | null;
};

/** A contact's card: what is known, his addresses, and those of his conversations that this person sees, newest first. */
export async function getContact({ tenant, actor }: Context, { contactId }: z.infer<typeof OneContact>) {
  authorize(actor, "contact.read");
  return withTenant(tenant, async (tx) => {
    const [[contact], identities, conversations, consent] = await Promise.all([
      tx.execute<Raw>(sql`
        select p.id, p.name, p.company, p.note, p.saved_at, p.updated_at, p.owner_id, o.name as owner, e.name as changed_by
        from contacts p left join memberships o on o.id = p.owner_id left join memberships e on e.id = p.updated_by
        where p.id = ${contactId} and p.saved_at is not null`),
      tx.execute<{ kind: string; value: string; opted_out: boolean }>(sql`
        select i.kind, i.value, exists (select 1 from suppressions s
          where s.kind = i.kind and s.address = i.value and s.reason = 'opted_out') as opted_out
        from contact_identities i where i.contact_id = ${contactId} order by i.created_at`),
      tx.execute<{
        id: string;
        kind: string;
        state: "bot" | "waiting" | "active" | "closed";
        preview: string;
        last_activity_at: string;
        owner: string | null;
      }>(sql`
        select c.id, c.kind, c.state, c.preview, c.last_activity_at, o.name as owner
        from conversations c left join memberships o on o.id = c.owner_id
        where c.contact_id = ${contactId} and ${visibleTo(actor)} order by c.created_at desc limit 50`),
      consentOf(
        tx,
        sql`(e.kind, e.address) in (select i.kind, i.value from contact_identities i where i.contact_id = ${contactId})`,
      ),
    ]);
    if (!contact) throw notFound("contact");
    return {
      id: contact.id,
      name: contact.name,
      company: contact.company,
      note: contact.note,
      savedAt: new Date(contact.saved_at),
      updatedAt: new Date(contact.updated_at),
      updatedBy: contact.changed_by,
      owner: contact.owner_id && contact.owner ? { id: contact.owner_id, name: contact.owner } : null,
      identities: identities.map(({ kind, value, opted_out }) => ({ kind, value, optedOut: opted_out })),
      consent,
      conversations: conversations.map((one) => ({
        id: one.id,
        kind: one.kind,
        state: one.state,
        preview: one.preview,
        owner: one.owner,
        lastActivityAt: new Date(one.last_activity_at),
      })),
    };
  });
}
