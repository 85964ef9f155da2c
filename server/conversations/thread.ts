import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import { carrierOf } from "@/server/channels";
import { consentOf } from "@/server/contacts/consent";
import type { Context } from "@/server/context";
import { cursorOf } from "@/server/realtime/cursor";
import { threadItems, timelineOf } from "./items";
import type { OneConversation } from "./pick-up";
import { requireRow } from "./read-row";
import { visibleTo } from "./visible";

export const Thread = z.object({
  conversationId: z.uuid(),
  before: z.number().int().positive().optional(),
  after: z.number().int().min(0).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});

/** A page of a conversation's thread, oldest first, with its head. @throws AppError NOT_FOUND */
export async function readThread({ tenant, actor }: Context, query: z.infer<typeof Thread>) {
  authorize(actor, "conversation.read");
  return withTenant(tenant, async (tx) => {
    const cursor = await cursorOf(tx);
    const conversation = await requireRow(tx, actor, query.conversationId);
    const items = await threadItems(tx, query.conversationId, query);
    return { conversation, items, hasOlder: (items[0]?.seq ?? 1) > 1, cursor };
  });
}

/** What stands beside a thread: its timeline, the customer, his earlier conversations that this person may see. */
export async function readDetails({ tenant, actor }: Context, { conversationId }: z.infer<typeof OneConversation>) {
  authorize(actor, "conversation.read");
  return withTenant(tenant, async (tx) => {
    const row = await requireRow(tx, actor, conversationId);
    const [timeline, earlier, contact, consent] = await Promise.all([
      timelineOf(tx, conversationId),
      tx.execute<{
        id: string;
        created_at: string;
        closed_at: string;
        owner: string | null;
        message_seq: number;
        preview: string;
        kind: string;
      }>(sql`
        select c.id, c.created_at, c.closed_at, o.name as owner, c.message_seq, c.preview, c.kind
        from conversations c left join memberships o on o.id = c.owner_id
        where c.contact_id = ${row.contact.id} and c.id <> ${conversationId} and c.state = 'closed'
          and (${visibleTo(actor)} or c.id = any(array(${chainOf(conversationId)})))
        order by c.created_at desc limit 20`),
      tx.execute<{
        id: string;
        name: string;
        company: string;
        note: string;
        saved: boolean;
        owner_id: string | null;
        owner: string | null;
        identities: { kind: string; value: string }[];
      }>(sql`
        select p.id, p.name, p.company, p.note, p.saved_at is not null as saved, p.owner_id, o.name as owner,
          (select coalesce(json_agg(json_build_object('kind', i.kind, 'value', i.value) order by i.created_at), '[]')
            from contact_identities i where i.contact_id = p.id) as identities
        from contacts p left join memberships o on o.id = p.owner_id where p.id = ${row.contact.id}`),
      consentOf(tx, sql`e.kind = ${row.kind} and e.address = ${row.address}`),
    ]);
    const person = contact[0]!;
    return {
      /** What the carrier calls itself. */
      carrier: carrierOf(row.channel.carrier)?.label ?? null,
      timeline,
      earlier: earlier.map((one) => ({
        id: one.id,
        createdAt: new Date(one.created_at),
        closedAt: new Date(one.closed_at),
        owner: one.owner,
        messages: one.message_seq,
        preview: one.preview,
        kind: one.kind,
      })),
      contact: {
        id: person.id,
        name: person.name,
        company: person.company,
        note: person.note,
        saved: person.saved,
        owner: person.owner_id && person.owner ? { id: person.owner_id, name: person.owner } : null,
        identities: person.identities,
      },
      /** Of the conversation's address. */
      consent,
    };
  });
}

/** The conversations that led to this one: whoever has it sees that they were, folded. */
const chainOf = (conversationId: string) => sql`
  with recursive chain as (
    select c.previous_id as id, 1 as depth from conversations c where c.id = ${conversationId}
    union all
    select c.previous_id, chain.depth + 1 from chain join conversations c on c.id = chain.id where chain.depth < 20
  ) select id from chain where id is not null`;
