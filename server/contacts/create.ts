import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { requireRow } from "@/server/conversations/read-row";
import { refuse } from "@/server/errors";
import { record } from "@/server/events";
import { ContactFields } from "./shapes";

export const CreateContact = ContactFields.extend({ conversationId: z.uuid() });

/**
 * Make a contact of the customer of a conversation, who was only an address until now.
 * @throws AppError NOT_FOUND when this person does not see the conversation, CONFLICT `contactSaved` with the name he has
 */
export async function createContact(ctx: Context, { conversationId, ...fields }: z.infer<typeof CreateContact>) {
  const { tenant, actor } = ctx;
  authorize(actor, "contact.edit");
  return withTenant(tenant, async (tx) => {
    const { contact } = await requireRow(tx, actor, conversationId);
    const [made] = await tx.execute<{ id: string }>(sql`
      update contacts set name = ${fields.name}, company = ${fields.company}, note = ${fields.note},
        saved_at = now(), updated_at = now(), updated_by = ${actor.memberId}
      where id = ${contact.id} and saved_at is null returning id`);
    if (!made) throw refuse("contactSaved", { name: contact.name });
    await audit(tx, ctx, "contact.created", made.id);
    await record(tx, ctx, "contact.changed", { data: { contactIds: [made.id] } });
    return { id: made.id };
  });
}
