import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { inOneGo, type Tx } from "@/db/tenant";
import { expectFiles, mostInboundFiles } from "@/server/attachments/expect";
import type { Item, MessageItem } from "@/server/channels/carrier";
import type { DoorChannel, DoorNumber } from "@/server/channels/door";
import { keepNotice } from "@/server/channels/notice";
import { heedOptOut } from "@/server/contacts/heed-opt-out";
import { parsePhone } from "@/server/domain/phone";
import { previewOf } from "@/server/domain/preview";
import { announce } from "@/server/events";
import { flowsOnMessage, type Heard } from "@/server/flows/on-message";
import { keepSignals } from "@/server/flows/signal";
import { whoListens } from "@/server/flows/started-flows";
import { applyReceipt } from "@/server/messages/apply-receipt";
import { counterShard, thisQuarter } from "@/server/messages/counters";
import { knownAddress, mayBeKnown, rememberAddresses } from "./one-person";

/** What became of a webhook's items. `unknownNumber`: addressed to a number that is not this channel's. */
export type Ingested = { taken: number; repeated: number; unknownNumber: number };

/**
 * Take what a carrier told us, in the caller's transaction: the message with its contact and conversation, once,
 * however often and however concurrently it is told; receipts by rank. Items are taken in (number, address) order, so
 * that two webhooks about the same customers wait for each other instead of deadlocking. `heard`: what becomes of the
 * flows' runs that hear of it; usually they are walked after the commit.
 */
export async function ingest(
  tx: Tx,
  channel: DoorChannel,
  items: readonly Item[],
  heard: Heard = keepSignals,
): Promise<Ingested> {
  const result: Ingested = { taken: 0, repeated: 0, unknownNumber: 0 };
  for (const item of [...items].sort(byPlace)) {
    if (item.kind === "notice") {
      await keepNotice(tx, channel, item);
      result.taken++;
      continue;
    }
    if (item.kind === "receipt") {
      result[(await applyReceipt(tx, channel, item)) ? "taken" : "repeated"]++;
      continue;
    }
    const number = channel.numbers.find(({ address }) => address === item.to);
    if (!number) result.unknownNumber++;
    else result[(await takeMessage(tx, channel, number, item, heard)) ? "taken" : "repeated"]++;
  }
  return result;
}

const place = (item: Item) => (item.kind === "message" ? `${item.to} ${item.from}` : "");
const byPlace = (one: Item, other: Item) => (place(one) < place(other) ? -1 : place(one) > place(other) ? 1 : 0);

/** Where a number's rule sends a new conversation: its agent, its queue, or everybody when neither is there. */
function destination({ destinationMemberId, destinationQueueId }: DoorNumber) {
  if (destinationMemberId) return { state: "active", audience: "owner", owner: destinationMemberId, queue: null };
  if (destinationQueueId) return { state: "waiting", audience: "queue", owner: null, queue: destinationQueueId };
  return { state: "waiting", audience: "everyone", owner: null, queue: null };
}

/**
 * One inbound message in one statement. The steps lock in the product's order (key, identity, conversation); each takes
 * its rows from the one before, so a key that was taken already makes the whole statement do nothing. A conversation
 * that closes at the same instant is either still open when its row lock is ours, or the insert opens a new one.
 * Returns false when it was taken before.
 */
async function takeMessage(
  tx: Tx,
  channel: DoorChannel,
  number: DoorNumber,
  told: MessageItem,
  heard: Heard,
): Promise<boolean> {
  const { address: from, complete } = mayBeKnown(channel.kind, told)
    ? await knownAddress(tx, { kind: channel.kind, numberId: number.id }, told)
    : { address: told.from, complete: true };
  const item = { ...told, from };
  const to = destination(number);
  const messageId = uuidv7();
  const conversationId = uuidv7();
  const contactId = uuidv7();
  const files = Math.min(item.media.length, mostInboundFiles);
  const preview = previewOf(item.text, files);
  const address = item.from;
  // The message's own time, where it tells one: a webhook that comes days late opens no window. Never ahead of ours.
  const writtenAt = sql`least(now(), ${item.sentAt?.toISOString() ?? null}::timestamptz)`;
  // Opened by a flow that is over or asks nothing: the number's rule decides now.
  const idle = sql`c.state = 'bot' and not exists (select 1 from flow_runs r
    where r.conversation_id = c.id and r.customer_facing and r.state in ('running', 'waiting', 'paused'))`;
  const statement = tx.execute<{ id: string; contact_id: string; taken_over: boolean; flows: boolean }>(sql`
    with taken as (
      insert into inbound_keys (channel_id, key, message_id) values (${channel.id}, ${item.dedupeKey}, ${messageId})
      on conflict do nothing returning message_id
    ), identity as (
      insert into contact_identities (id, contact_id, kind, value)
      select ${uuidv7()}::uuid, ${contactId}::uuid, ${channel.kind}, ${address} from taken
      on conflict (tenant_id, kind, value) do update set last_seen_at = now()
      returning contact_id
    ), newcomer as (
      insert into contacts (id, name, country)
      select contact_id, ${told.fromName ?? ""}, ${parsePhone(address)?.country ?? null} from identity where contact_id = ${contactId}::uuid
    ), conversation as (
      insert into conversations as c (id, channel_id, number_id, contact_id, kind, customer_address, state, audience,
        owner_id, queue_id, waiting_since, message_seq, inbound_count, last_inbound_at, last_activity_at, preview,
        preview_direction, previous_id)
      select ${conversationId}::uuid, ${channel.id}::uuid, ${number.id}::uuid, contact_id, ${channel.kind}, ${address},
        ${to.state}, ${to.audience}, ${to.owner}::uuid, ${to.queue}::uuid,
        case when ${to.state} = 'waiting' then now() end, 2, 1, ${writtenAt}, now(), ${preview}, 'in',
        (select p.id from conversations p where p.number_id = ${number.id}::uuid and p.customer_address = ${address}
          order by p.created_at desc limit 1)
      from identity
      on conflict (tenant_id, number_id, customer_address, thread_key) where state <> 'closed' do update set
        message_seq = c.message_seq + 1, inbound_count = c.inbound_count + 1, last_inbound_at = greatest(c.last_inbound_at, excluded.last_inbound_at),
        last_activity_at = now(), preview = excluded.preview, preview_direction = 'in',
        owner_place = 'recent', archived_until = null,
        state = case when ${idle} then excluded.state else c.state end,
        audience = case when ${idle} then excluded.audience else c.audience end,
        owner_id = case when ${idle} then excluded.owner_id else c.owner_id end,
        queue_id = case when ${idle} then excluded.queue_id else c.queue_id end,
        waiting_since = case when ${idle} then excluded.waiting_since else c.waiting_since end
      returning c.id, c.contact_id, c.message_seq, c.audience, c.owner_id, c.queue_id, c.taken_over_at
    ), line as (
      insert into timeline (conversation_id, seq, kind, actor_kind)
      select id, 1, 'created', 'customer' from conversation where id = ${conversationId}::uuid
    ), message as (
      insert into messages (id, conversation_id, seq, direction, channel_id, number_id, address, text, source, state, files, carrier_at)
      select ${messageId}::uuid, id, message_seq, 'in', ${channel.id}::uuid, ${number.id}::uuid, ${address}, ${item.text},
        'customer', 'received', ${files}::smallint, ${item.sentAt?.toISOString() ?? null}::timestamptz
      from conversation
    ), counter as (
      insert into number_counters (number_id, quarter, source, shard, received)
      select ${number.id}::uuid, ${thisQuarter}, 'customer', ${counterShard()}::smallint, 1 from conversation
      on conflict (tenant_id, number_id, quarter, source, shard) do update
        set received = number_counters.received + 1, last_at = now()
    ), event as (
      insert into events (id, name, conversation_id, data, audience_after)
      select ${uuidv7()}::uuid, 'message.received', id,
        jsonb_build_object('seqs', case when id = ${conversationId}::uuid then '[1,2]'::jsonb else jsonb_build_array(message_seq) end,
          'messageId', ${messageId}::text, 'created', id = ${conversationId}::uuid),
        jsonb_build_array(case when audience = 'owner' then owner_id end, case when audience = 'queue' then queue_id end,
          audience = 'everyone')
      from conversation
    )
    select id, contact_id, taken_over_at is not null as taken_over,
      exists (select 1 from flows where state = 'started' and deleted_at is null)
        or exists (select 1 from flow_runs r where r.conversation_id = conversation.id and r.state in ('running', 'waiting', 'paused')) as flows
    from conversation`);
  // Where flows are started they are looked for in the same go; it sees what the message had to wait for.
  const taken = inOneGo(statement);
  const listening = () => whoListens(tx, channel.tenant, messageId);
  const listeners = channel.flows ? listening() : null;
  listeners?.catch(() => undefined); // reported by the statement, or when they are asked
  const [[row]] = await taken;
  if (!row) return false;
  if (!complete) await rememberAddresses(tx, channel.kind, row.contact_id, [told.from, ...(told.aliases ?? [])]);
  for (const key of item.alsoKeys ?? [])
    await tx.execute(sql`
      insert into inbound_keys (channel_id, key, message_id) values (${channel.id}, ${key}, ${messageId}) on conflict do nothing`);
  announce(tx, channel.tenant, "message.received");
  if (files > 0) await expectFiles(tx, channel.tenant, { conversationId: row.id, messageId, media: item.media });
  const wasOptOut = await heedOptOut(tx, { channel, number, item, messageId, conversationId: row.id });
  if (!row.flows || wasOptOut) return true;
  const arrived = {
    conversationId: row.id,
    contactId: row.contact_id,
    messageId,
    channel: channel.kind,
    numberId: number.id,
    from: address,
    to: number.address,
    text: item.text,
    firstContact: row.contact_id === contactId,
    takenOver: row.taken_over,
  };
  await flowsOnMessage(tx, channel.tenant, arrived, await (listeners ?? listening()), heard);
  return true;
}
