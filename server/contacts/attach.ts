import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { requireRow } from "@/server/conversations/read-row";
import { notFound, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { mergeContacts } from "./merge";

export const AttachContact = z.object({ conversationId: z.uuid(), contactId: z.uuid() });

/**
 * Say that a newcomer is somebody we know: his address and everything written from it move to that contact, and the
 * empty record goes. Two contacts that people have filled in are never made one silently.
 * @throws AppError NOT_FOUND for a conversation or contact that is not there, CONFLICT `addressTaken` with the name of
 *   the contact whose address it is
 */
export async function attachContact(ctx: Context, { conversationId, contactId }: z.infer<typeof AttachContact>) {
  const { tenant, actor } = ctx;
  authorize(actor, "contact.edit");
  return withTenant(tenant, async (tx) => {
    const { kind, address } = await requireRow(tx, actor, conversationId);
    // The identity first, then conversations: the order in which messages that arrive now lock them.
    const [identity] = await tx.execute<{ contact_id: string }>(sql`
      select contact_id from contact_identities where kind = ${kind} and value = ${address} for update`);
    if (!identity) throw notFound("contact");
    const newcomer = identity.contact_id;
    if (newcomer === contactId) return { id: contactId };
    const [known] = await tx.execute<{ id: string }>(sql`
      select id from contacts where id = ${contactId} and saved_at is not null for update`);
    if (!known) throw notFound("contact");
    const [before] = await tx.execute<{ name: string; saved: boolean }>(sql`
      select name, saved_at is not null as saved from contacts where id = ${newcomer} for update`);
    if (before?.saved) throw refuse("addressTaken", { name: before.name });
    await mergeContacts(tx, contactId, newcomer);
    await audit(tx, ctx, "contact.attached", contactId, { newcomer });
    await record(tx, ctx, "contact.changed", { data: { contactIds: [contactId, newcomer] } });
    return { id: contactId };
  });
}
