import { sql } from "drizzle-orm";
import type { z } from "zod";
import { withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { notFound } from "@/server/errors";
import { record } from "@/server/events";
import { ContactFields, OneContact } from "./shapes";

export const UpdateContact = ContactFields.extend(OneContact.shape);

/** Write down anew what is known of a contact. @throws AppError NOT_FOUND */
export async function updateContact(ctx: Context, { contactId, ...fields }: z.infer<typeof UpdateContact>) {
  const { tenant, actor } = ctx;
  authorize(actor, "contact.edit");
  return withTenant(tenant, async (tx) => {
    const [changed] = await tx.execute<{ id: string }>(sql`
      update contacts set name = ${fields.name}, company = ${fields.company}, note = ${fields.note},
        updated_at = now(), updated_by = ${actor.memberId}
      where id = ${contactId} and saved_at is not null returning id`);
    if (!changed) throw notFound("contact");
    await audit(tx, ctx, "contact.changed", contactId);
    await record(tx, ctx, "contact.changed", { data: { contactIds: [contactId] } });
    return { id: contactId };
  });
}
