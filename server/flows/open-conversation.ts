import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";
import { addLine } from "@/server/conversations/timeline";
import type { TenantId } from "@/server/domain/ids";
import { record } from "@/server/events";

/** A customer's address at one of our numbers. */
export type Line = { channelId: string; numberId: string; kind: string; contactId: string; address: string };

export type Found = {
  id: string;
  /** It was not there before. */
  opened: boolean;
  takenOver: boolean;
  /** A customer-facing run lives in it. */
  busy: boolean;
};

type Opener = { tenant: TenantId; flowName: string };

/**
 * The open conversation of a line, its row ours until the transaction ends. A flow that writes first and finds none
 * opens one in state bot: nobody's, in no list, until the customer writes what no run waits for.
 */
export async function openConversation(tx: Tx, { tenant, flowName }: Opener, line: Line): Promise<Found> {
  const id = uuidv7();
  const [row] = await tx.execute<{ id: string; taken_over: boolean; busy: boolean }>(sql`
    insert into conversations as c (id, channel_id, number_id, contact_id, kind, customer_address, state, audience, started_by,
      previous_id, last_inbound_at)
    select ${id}::uuid, ${line.channelId}::uuid, ${line.numberId}::uuid, ${line.contactId}::uuid, ${line.kind}, ${line.address}, 'bot',
      'owner', 'flow', previous.id, previous.last_inbound_at
    from (select 1) one left join lateral (
      select p.id, p.last_inbound_at from conversations p where p.number_id = ${line.numberId} and p.customer_address = ${line.address}
      order by p.created_at desc limit 1) previous on true
    on conflict (tenant_id, number_id, customer_address, thread_key) where state <> 'closed'
      do update set last_activity_at = c.last_activity_at
    returning c.id, c.taken_over_at is not null as taken_over, exists (
      select 1 from flow_runs r where r.conversation_id = c.id and r.customer_facing and r.state in ('running', 'waiting', 'paused')) as busy`);
  const found = { id: row!.id, opened: row!.id === id, takenOver: row!.taken_over, busy: row!.busy };
  if (!found.opened) return found;
  const seq = await addLine(tx, { kind: "system", name: flowName }, id, "created", { flow: flowName });
  await record(tx, { tenant }, "conversation.created", {
    conversationId: id,
    data: { seqs: [seq] },
    before: null,
    after: { owner: null, queue: null, everyone: false },
  });
  return found;
}
