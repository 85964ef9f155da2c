import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";
import { type ChannelRow, channelColumns, type OpenChannel, openChannel } from "@/server/channels/door";
import { type Claimed, channelKey, claimTimes } from "./claim";

/** A message that is this process's to hand over, with its channel. */
export type AtOnce = { channel: OpenChannel; message: Claimed };

type Queued = { id: string; conversationId: string; channelId: string; to: string; text: string };

/**
 * Claim a text in the transaction that enqueues it, where its channel is idle: its pace lets one go now, nothing due is
 * ahead of it, and nobody else is claiming. Then it need not be found again. Null leaves it in the line. The pace's row
 * is held until the commit, and never waited for. For channels with one pace only.
 */
export function claimAtOnce(tx: Tx, { id, conversationId, channelId, to, text }: Queued): Promise<AtOnce | null> {
  const token = uuidv7();
  const key = channelKey(channelId);
  return tx
    .execute<ChannelRow & { number_address: string; at: string; deadline: string }>(sql`
      with pace as (
        select key, clock_timestamp() as at from paces where key = ${key} and next_at <= clock_timestamp() for update skip locked
      ), line as (
        select c.*, pace.at from channels c, pace
        where c.id = ${channelId} and c.enabled and c.deleted_at is null and c.credentials_sealed is not null
          and not exists (select 1 from messages q where q.channel_id = c.id and q.state = 'queued' and q.lane = 'service'
            and q.due_at <= clock_timestamp() and q.id <> ${id})
          and not exists (select 1 from messages e where e.conversation_id = ${conversationId} and e.seq < (select m.seq from messages m where m.id = ${id})
            and e.state in ('queued', 'sending'))
      ), marked as (
        update messages set state = 'sending', state_at = now(), claim_token = ${token}, claim_deadline = line.at + make_interval(secs => ${claimTimes.deadlineMs / 1000}),
          attempt = 1, due_at = null
        from line where messages.id = ${id} and messages.state = 'queued' returning messages.id, messages.number_id, claim_deadline
      ), attempted as (
        insert into message_attempts (message_id, attempt, channel_id, token, state)
        select id, 1, ${channelId}, ${token}, 'sending' from marked
      ), moved as (
        update paces set next_at = line.at + make_interval(secs => 1 / line.send_rate_per_s::float8)
        from line, marked where paces.key = ${key}
      )
      select ${channelColumns}, n.address as number_address, c.at, marked.claim_deadline as deadline
      from line c, marked join channel_numbers n on n.id = marked.number_id`)
    .then(([row]) => {
      if (!row) return null;
      const message: Claimed = {
        id,
        attempt: 1,
        token,
        conversationId,
        from: row.number_address,
        to,
        text,
        template: null,
        retryOfUnknown: false,
        files: 0,
        startAt: new Date(row.at),
        deadline: new Date(row.deadline),
      };
      return { channel: openChannel(row), message };
    });
}
