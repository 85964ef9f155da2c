import { type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import type { ChannelState } from "@/server/domain/channel-state";
import { type ChannelKind, type Credentials, type FormField, formFields, type GuideStep, type Words } from "./carrier";
import type { ChannelId } from "./check-channel";
import { findChannel } from "./find-channel";
import { NOTICE_DAYS } from "./notice";
import { credentialsOf } from "./open-channel";
import { firstIdOf } from "./time-ordered";
import { webhookAddress } from "./webhook-address";

/** A number and its rule. */
export type NumberRow = {
  id: string;
  address: string;
  fields: Record<string, string>;
  destination: { kind: "queue" | "member"; id: string; name: string; fit: boolean } | null;
  everyoneMayStart: boolean;
  /** Who may write first when not everyone may: people, and groups with how many are in them now. */
  starters: { id: string; name: string }[];
  starterGroups: { id: string; name: string; people: number }[];
};

/** Where messages wait for longer than this, the line itself tells that the rate is used up. */
const HOUR_MS = 3_600_000;

/** What of the credentials may be shown: ids shortened, secrets not at all. */
export type StoredField = { name: string; stored: boolean; shown: string | null };

/** Everything a channel's pages need. Secrets are not part of it. */
export type ChannelDetail = {
  id: string;
  name: string;
  carrier: string;
  carrierLabel: Words;
  kind: ChannelKind;
  test: boolean;
  draft: boolean;
  enabled: boolean;
  receive: boolean;
  sendRatePerS: number;
  autoCloseDays: number | null;
  state: ChannelState | "draft";
  stateSince: Date;
  stateDetail: string | null;
  checkedAt: Date | null;
  /** What the carrier told of the account by itself within the last days. */
  notice: { text: string; at: Date } | null;
  lastInAt: Date | null;
  lastOutAt: Date | null;
  /** Messages in line, and since when the oldest waits. */
  waiting: { messages: number; oldest: Date | null };
  /** How many messages the carrier was handed in the last minute. */
  handedOver: number;
  openConversations: number;
  stuckWebhooks: number;
  /** Until when webhooks signed with the former credentials are taken. */
  previousUntil: Date | null;
  updatedAt: Date;
  updatedBy: string | null;
  webhook: string;
  /** Whether files go over it: the carrier fetches ours from our address. */
  media: boolean;
  webhooks: { label: Words; url: string }[];
  guide: GuideStep[];
  /** What we made for the carrier's side of it, to be copied. */
  made: { label: Words; value: string }[];
  fields: FormField[];
  stored: StoredField[];
  numberFields: FormField[];
  /** The carrier knows numbers of other forms than E.164: only the server can read them. */
  ownAddresses: boolean;
  /** Days after which the carrier's rule, not the administrator, closes a conversation. */
  closesAfterDays: number | null;
  numbers: NumberRow[];
};

/** @throws AppError NOT_FOUND */
export async function getChannel(
  { tenant, actor }: Context,
  { channelId }: z.infer<typeof ChannelId>,
): Promise<ChannelDetail> {
  authorize(actor, "channel.read");
  const address = await webhookAddress(tenant, channelId);
  return withTenant(tenant, async (tx) => {
    const channel = await findChannel(tx, channelId);
    const { carrier } = channel;
    const [row] = await tx.execute<Raw>(sql`
      select c.receive, c.send_rate_per_s, c.auto_close_days, c.state_since, c.checked_at,
        case when c.notice_at > now() - make_interval(days => ${NOTICE_DAYS}) then c.notice end as notice, c.notice_at, l.last_in, l.last_out,
        case when c.previous_until > now() then c.previous_until end as previous_until, c.updated_at, u.name as updated_by,
        w.messages as waiting, w.oldest,
        (select count(*)::int from message_attempts a where a.channel_id = c.id and a.started_at > now() - interval '1 minute'
          and a.message_id >= ${firstIdOf(new Date(Date.now() - HOUR_MS))}) as handed_over,
        (select count(*)::int from conversations v
          where v.number_id in (select id from channel_numbers where channel_id = c.id) and v.state <> 'closed') as open,
        (select count(*)::int from webhook_journal j where j.channel_id = c.id and j.state = 'stuck') as stuck
      from channels c
      left join memberships u on u.tenant_id = c.tenant_id and u.id = c.updated_by
      cross join lateral (select count(*)::int as messages, min(m.created_at) as oldest from messages m
        where m.channel_id = c.id and m.state = 'queued') w
      cross join lateral (
        select max((${newest(sql`k.received > 0`)})) as last_in, max((${newest(sql`k.sent_ok > 0`)})) as last_out
        from channel_numbers n where n.tenant_id = c.tenant_id and n.channel_id = c.id) l
      where c.id = ${channelId}`);
    const numbers = await tx.execute<RawNumber>(sql`
      select n.id, n.address, n.fields, n.everyone_may_start, q.id as queue_id, q.name as queue_name, m.id as member_id,
        m.name as member_name,
        case when m.id is not null then m.takes_conversations and m.disabled_at is null
          else exists (select 1 from queue_members qm join memberships a on a.tenant_id = qm.tenant_id and a.id = qm.member_id
            where qm.tenant_id = n.tenant_id and qm.queue_id = q.id and a.takes_conversations and a.disabled_at is null) end as fit,
        coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by s.name) from number_starters ns
          join memberships s on s.tenant_id = ns.tenant_id and s.id = ns.member_id
          where ns.tenant_id = n.tenant_id and ns.number_id = n.id), '[]') as starters,
        coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'people', (select count(*) from group_members gm
            where gm.tenant_id = g.tenant_id and gm.group_id = g.id)) order by g.name)
          from number_starter_groups ng join groups g on g.tenant_id = ng.tenant_id and g.id = ng.group_id
          where ng.tenant_id = n.tenant_id and ng.number_id = n.id), '[]') as starter_groups
      from channel_numbers n
      left join queues q on q.tenant_id = n.tenant_id and q.id = n.destination_queue_id
      left join memberships m on m.tenant_id = n.tenant_id and m.id = n.destination_member_id
      where n.channel_id = ${channelId} and n.deleted_at is null order by n.address`);
    const { current } = credentialsOf({ ...channel, tenant });
    const fields = formFields(carrier.credentials).filter(({ made }) => !made);
    const at = (value: string | null | undefined) => (value ? new Date(value) : null);
    return {
      id: channel.id,
      name: channel.name,
      carrier: channel.carrierName,
      carrierLabel: carrier.label,
      kind: carrier.kind,
      test: carrier.test ?? false,
      draft: channel.activatedAt === null,
      enabled: channel.enabled,
      receive: row!.receive,
      sendRatePerS: row!.send_rate_per_s,
      autoCloseDays: row!.auto_close_days,
      state: channel.state as ChannelDetail["state"],
      stateSince: new Date(row!.state_since),
      stateDetail: channel.stateDetail,
      checkedAt: at(row!.checked_at),
      notice: row!.notice && row!.notice_at ? { text: row!.notice, at: new Date(row!.notice_at) } : null,
      lastInAt: at(row!.last_in),
      lastOutAt: at(row!.last_out),
      waiting: { messages: row!.waiting, oldest: at(row!.oldest) },
      handedOver: row!.handed_over,
      openConversations: row!.open,
      stuckWebhooks: row!.stuck,
      previousUntil: at(row!.previous_until),
      updatedAt: new Date(row!.updated_at),
      updatedBy: row!.updated_by,
      webhook: address,
      media: carrier.can.media,
      webhooks: carrier.webhooks(address),
      guide: carrier.guide.map((step) => withAddress(step, address)),
      made: formFields(carrier.credentials).flatMap(({ name, label, made, secret }) =>
        made && !secret ? [{ label, value: String(current[name] ?? "") }] : [],
      ),
      fields,
      stored: fields.map((field) => storedField(field, current)),
      ownAddresses: carrier.ownAddress !== undefined,
      closesAfterDays: carrier.autoCloseDays ?? null,
      numberFields: carrier.numberFields ? formFields(carrier.numberFields) : [],
      numbers: numbers.map(toNumber),
    };
  });
}

/** When a number `n` last counted something: from its newest rows alone, however long its history is. */
const newest = (counted: SQL) => sql`
  select max(last_at) from (
    select k.last_at from number_counters k where k.tenant_id = n.tenant_id and k.number_id = n.id and ${counted}
    order by k.quarter desc limit 16) h`;

/** An address may be read in full and an id in its first and last letters; of a secret only that there is one. */
function storedField({ name, secret, input }: FormField, credentials: Credentials): StoredField {
  const value = credentials[name];
  const stored = value !== undefined && value !== "";
  if (!stored || secret) return { name, stored, shown: null };
  if (input === "switch" || input === "url") return { name, stored, shown: String(value) };
  const text = String(value);
  return { name, stored, shown: text.length <= 12 ? text : `${text.slice(0, 6)}••••••${text.slice(-4)}` };
}

const withAddress = (step: GuideStep, address: string): GuideStep => ({
  ...step,
  en: step.en.replaceAll("{url}", address),
  "zh-CN": step["zh-CN"].replaceAll("{url}", address),
});

const toNumber = (row: RawNumber): NumberRow => ({
  id: row.id,
  address: row.address,
  fields: row.fields,
  destination: row.queue_id
    ? { kind: "queue", id: row.queue_id, name: row.queue_name ?? "", fit: row.fit }
    : row.member_id
      ? { kind: "member", id: row.member_id, name: row.member_name ?? "", fit: row.fit }
      : null,
  everyoneMayStart: row.everyone_may_start,
  starters: row.starters,
  starterGroups: row.starter_groups,
});

type Raw = {
  receive: boolean;
  send_rate_per_s: number;
  auto_close_days: number | null;
  state_since: string;
  checked_at: string | null;
  notice: string | null;
  notice_at: string | null;
  last_in: string | null;
  last_out: string | null;
  previous_until: string | null;
  updated_at: string;
  updated_by: string | null;
  waiting: number;
  oldest: string | null;
  handed_over: number;
  open: number;
  stuck: number;
};

type RawNumber = {
  id: string;
  address: string;
  fields: Record<string, string>;
  everyone_may_start: boolean;
  queue_id: string | null;
  queue_name: string | null;
  member_id: string | null;
  member_name: string | null;
  fit: boolean;
  starters: NumberRow["starters"];
  starter_groups: NumberRow["starterGroups"];
};
