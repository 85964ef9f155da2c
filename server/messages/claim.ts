import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { inOneGo, type Tx, withTenant } from "@/db/tenant";
import { carrierOf } from "@/server/channels";
import type { Paced, PaceKey } from "@/server/channels/carrier";
import { type ChannelRow, channelColumns, type OpenChannel, openChannel } from "@/server/channels/door";
import { type GateQuestion, gateObjects } from "@/server/domain/gate";
import type { TenantId } from "@/server/domain/ids";
import type { FilledTemplate } from "@/server/domain/message-template";
import { audienceOf } from "@/server/domain/visibility";
import { record } from "@/server/events";
import { lastWritten } from "./window";

/** A message that is this process's to hand over, once, between `startAt` and `deadline`. */
export type Claimed = {
  id: string;
  attempt: number;
  token: string;
  conversationId: string;
  from: string;
  to: string;
  text: string;
  /** What stands in its place where free text may not be sent. */
  template: FilledTemplate | null;
  retryOfUnknown: boolean;
  /** How many attachments it has. */
  files: number;
  startAt: Date;
  deadline: Date;
};

/** `nextAt`: when it is worth asking again; null when nothing waits. `channel`: null when it may send nothing. */
export type Claim = { messages: Claimed[]; nextAt: Date | null; channel: OpenChannel | null };

/** Calls are planned this far ahead, so that a changed rate acts almost at once. */
const AHEAD_MS = 150;
/** The next ones are planned while so much of the plan is left: a claim takes time, and the pace must not wait for it. */
const LEFT_MS = AHEAD_MS / 2;
/** `deadlineMs`: from the planned start to the moment after which nobody may send it any more. */
export const claimTimes = { deadlineMs: 60_000 };
const MOST_AT_ONCE = 20;
const LOOK_FURTHER = 10;

type Candidate = {
  id: string;
  conversation_id: string;
  seq: number;
  address: string;
  number_address: string;
  text: string;
  template: FilledTemplate | null;
  retry_of_unknown: boolean;
  files: number;
  attempt: number;
  exempt: boolean;
  window_from: string | null;
  reasons: GateQuestion["reasons"];
  audience: "owner" | "queue" | "everyone";
  owner_id: string | null;
  queue_id: string | null;
};

/**
 * Take the messages of a channel that may leave now or within the next moment, at its pace, and mark them `sending`
 * with a token and a deadline. Who may send is decided here alone: the channel's pace row is locked first, so any
 * number of processes may claim at once. The service lane goes before bulk; a conversation's next message is not taken
 * while an earlier one is queued, sending or waiting to be retried. Each call is given its own start, one interval
 * after the one before (GCRA, burst 1).
 */
export async function claimMessages(tenant: TenantId, channelId: string, most = MOST_AT_ONCE): Promise<Claim> {
  return withTenant(tenant, async (tx) => {
    const paceHeld = tx.execute<ChannelRow & { rate: number; next_at: string; now: string }>(sql`
      with pace as (
        insert into paces (key, next_at) values (${channelKey(channelId)}, now())
        on conflict (tenant_id, key) do update set next_at = paces.next_at returning next_at
      )
      select ${channelColumns}, c.send_rate_per_s as rate, pace.next_at, clock_timestamp() as now from channels c, pace
      where c.id = ${channelId} and c.enabled and c.deleted_at is null and c.credentials_sealed is not null`);
    const [[row], due] = await inOneGo(paceHeld, candidatesOf(tx, channelId, most));
    const carrier = row && carrierOf(row.carrier);
    if (!carrier) return { messages: [], nextAt: null, channel: null };
    const channel = openChannel(row);
    if (due.length === 0) return { messages: [], nextAt: await nextDue(tx, channelId), channel };
    const now = new Date(row.now).getTime();
    const intervalMs = 1000 / row.rate;
    let slot = Math.max(now, new Date(row.next_at).getTime());
    if (slot > now + AHEAD_MS) return { messages: [], nextAt: new Date(slot - LEFT_MS), channel };
    const room = Math.min(most, Math.floor((now + AHEAD_MS - slot) / intervalMs) + 1);
    // Where recipients have paces of their own, those that have to wait must not stand in the way of the others.
    const further = carrier.paces && due.length === most && room * LOOK_FURTHER > most;
    const candidates = further ? await candidatesOf(tx, channelId, room * LOOK_FURTHER) : due;
    const paces = await lockPaces(tx, candidates, carrier.paces);
    const messages: Claimed[] = [];
    for (const candidate of candidates) {
      if (messages.length === room) break;
      const objection = gateObjects({
        address: candidate.address,
        reasons: candidate.reasons,
        exempt: candidate.exempt,
        freeText: carrier.can.freeText,
        template: candidate.template !== null,
        windowFrom: candidate.window_from === null ? null : new Date(candidate.window_from),
        now: new Date(slot),
      });
      if (objection) {
        await skip(tx, tenant, candidate, objection);
        continue;
      }
      const own = paces.of(candidate);
      if (own.some(({ pace }) => pace.nextAt - pace.slackMs > slot)) continue;
      for (const { pace, slots } of own) pace.nextAt = Math.max(pace.nextAt, slot) + pace.everyMs * slots;
      messages.push(toClaimed(candidate, new Date(slot)));
      slot += intervalMs;
    }
    if (messages.length === 0) return { messages, nextAt: new Date(now + AHEAD_MS), channel };
    await Promise.all([
      markSending(tx, channelId, messages),
      tx.execute(sql`update paces set next_at = ${new Date(slot).toISOString()} where key = ${channelKey(channelId)}`),
      paces.save(tx),
    ]);
    return { messages, nextAt: new Date(slot - LEFT_MS), channel };
  });
}

export const channelKey = (channelId: string) => `channel:${channelId}`;

/** What is due, service lane first, in the order it was written; never behind an earlier one of its conversation. */
const candidatesOf = (tx: Tx, channelId: string, limit: number) =>
  tx.execute<Candidate>(candidatesQuery(channelId, limit));

/** Exported for the test of its plan. */
export const candidatesQuery = (channelId: string, limit: number) => sql`
    select m.id, m.conversation_id, m.seq, m.address, n.address as number_address, m.text, m.files, m.template, m.attempt,
      m.source = 'system' as exempt,
      exists (select 1 from message_attempts a where a.message_id = m.id and a.state = 'unknown') as retry_of_unknown,
      ${lastWritten(sql`c.kind`, sql`m.number_id`, sql`m.address`)} as window_from,
      c.audience, c.owner_id, c.queue_id,
      array(select s.reason from suppressions s where s.kind = c.kind and s.address = m.address) as reasons
    from (
      (select * from messages m where ${dueIn(channelId, "service")} order by m.due_at, m.id limit ${limit})
      union all
      (select * from messages m where ${dueIn(channelId, "bulk")} order by m.due_at, m.id limit ${limit})
    ) m
    join channel_numbers n on n.id = m.number_id
    join conversations c on c.id = m.conversation_id
    order by m.lane desc, m.due_at, m.id limit ${limit}`;

// The look for an earlier one is a subquery of its own: as a join it is planned over all that the tenant has in flight.
const dueIn = (channelId: string, lane: "service" | "bulk") => sql`
  m.channel_id = ${channelId} and m.state = 'queued' and m.lane = ${lane} and m.due_at <= clock_timestamp()
  and (select e.id from messages e where e.conversation_id = m.conversation_id and e.seq < m.seq
    and e.state in ('queued', 'sending') limit 1) is null`;

/** When the next message that waits for its own time is due. */
async function nextDue(tx: Tx, channelId: string): Promise<Date | null> {
  const [row] = await tx.execute<{ due_at: string | null }>(sql`
    select min(due_at) as due_at from messages where channel_id = ${channelId} and state = 'queued' and due_at > clock_timestamp()`);
  return row?.due_at ? new Date(row.due_at) : null;
}

async function markSending(tx: Tx, channelId: string, messages: Claimed[]): Promise<void> {
  const values = sql.join(
    messages.map(
      ({ id, token, attempt, deadline }) =>
        sql`(${id}::uuid, ${token}::uuid, ${attempt}::smallint, ${deadline.toISOString()}::timestamptz)`,
    ),
    sql`, `,
  );
  await tx.execute(sql`
    with mine (id, token, attempt, deadline) as (values ${values}), marked as (
      update messages m set state = 'sending', state_at = now(), claim_token = mine.token, claim_deadline = mine.deadline,
        attempt = mine.attempt, due_at = null
      from mine where m.id = mine.id and m.state = 'queued' returning m.id
    )
    insert into message_attempts (message_id, attempt, channel_id, token, state)
    select mine.id, mine.attempt, ${channelId}, mine.token, 'sending' from mine join marked on marked.id = mine.id`);
}

async function skip(tx: Tx, tenant: TenantId, candidate: Candidate, reason: string): Promise<void> {
  await tx.execute(
    sql`update messages set state = 'skipped', state_at = now(), due_at = null, reason = ${reason} where id = ${candidate.id} and state = 'queued'`,
  );
  await record(tx, { tenant }, "message.status", {
    conversationId: candidate.conversation_id,
    data: { messageId: candidate.id, seqs: [candidate.seq] },
    after: audienceOf({ audience: candidate.audience, ownerId: candidate.owner_id, queueId: candidate.queue_id }),
  });
}

const toClaimed = (candidate: Candidate, startAt: Date): Claimed => ({
  id: candidate.id,
  attempt: candidate.attempt + 1,
  token: uuidv7(),
  conversationId: candidate.conversation_id,
  from: candidate.number_address,
  to: candidate.address,
  text: candidate.text,
  template: candidate.template,
  retryOfUnknown: candidate.retry_of_unknown,
  files: candidate.files,
  startAt,
  deadline: new Date(startAt.getTime() + claimTimes.deadlineMs),
});

/** The further paces that a carrier declares (its number, the recipient …), locked in key order. */
async function lockPaces(tx: Tx, candidates: Candidate[], paces?: (message: Paced) => PaceKey[]) {
  const rows = new Map<string, { key: string; everyMs: number; slackMs: number; nextAt: number }>();
  const keysOf = ({ number_address, address, files }: Candidate) =>
    paces?.({ from: number_address, to: address, files }) ?? [];
  const declared = new Map(candidates.flatMap(keysOf).map((pace) => [pace.key, pace]));
  for (const key of [...declared.keys()].sort()) {
    const [row] = await tx.execute<{ next_at: string }>(sql`
      insert into paces (key, next_at) values (${key}, now())
      on conflict (tenant_id, key) do update set next_at = paces.next_at returning next_at`);
    const { everyMs, burst = 1 } = declared.get(key)!;
    rows.set(key, { key, everyMs, slackMs: (burst - 1) * everyMs, nextAt: new Date(row!.next_at).getTime() });
  }
  return {
    of: (candidate: Candidate) => keysOf(candidate).map(({ key, slots = 1 }) => ({ pace: rows.get(key)!, slots })),
    save: (saving: Tx) =>
      Promise.all(
        [...rows.values()].map(({ key, nextAt }) =>
          saving.execute(sql`update paces set next_at = ${new Date(nextAt).toISOString()} where key = ${key}`),
        ),
      ),
  };
}
