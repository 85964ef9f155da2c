import { type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import type { ChannelState } from "@/server/domain/channel-state";
import { carrierOf } from ".";
import type { ChannelKind, Words } from "./carrier";

/** A channel as the list shows it. Counts are since the channel was made, of what agents wrote. */
export type ChannelRow = {
  id: string;
  name: string;
  carrier: string;
  carrierLabel: Words;
  kind: ChannelKind;
  test: boolean;
  /** Not switched on for the first time yet. */
  draft: boolean;
  enabled: boolean;
  receive: boolean;
  state: ChannelState | "draft";
  stateSince: Date;
  stateDetail: string | null;
  checkedAt: Date | null;
  numbers: string[];
  totalSent: number;
  sentOk: number;
};

/** Every channel that is not deleted, by name. */
export async function listChannels({ tenant, actor }: Context): Promise<ChannelRow[]> {
  authorize(actor, "channel.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<Raw>(sql`
      select c.id, c.name, c.carrier, c.activated_at is null as draft, c.enabled, c.receive, c.state, c.state_since,
        c.state_detail, c.checked_at, n.numbers, k.sent_ok, k.failed
      from channels c
      cross join lateral (select coalesce(jsonb_agg(address order by address), '[]') as numbers from channel_numbers
        where tenant_id = c.tenant_id and channel_id = c.id and deleted_at is null) n
      cross join lateral (${countsOf(sql`cn.channel_id = c.id`)}) k
      where c.deleted_at is null
      order by lower(c.name), c.id`);
    return rows.map(toRow);
  });
}

/** Sums over the counters of numbers that fulfil a condition on `cn`; sent are those that agents wrote. */
const countsOf = (numbers: SQL) => sql`
  select coalesce(sum(k.sent_ok) filter (where k.source = 'agent'), 0)::int as sent_ok,
    coalesce(sum(k.failed) filter (where k.source = 'agent'), 0)::int as failed
  from number_counters k join channel_numbers cn on cn.tenant_id = k.tenant_id and cn.id = k.number_id
  where ${numbers}`;

type Raw = {
  id: string;
  name: string;
  carrier: string;
  draft: boolean;
  enabled: boolean;
  receive: boolean;
  state: ChannelRow["state"];
  state_since: string;
  state_detail: string | null;
  checked_at: string | null;
  numbers: string[];
  sent_ok: number;
  failed: number;
};

function toRow(row: Raw): ChannelRow {
  const carrier = carrierOf(row.carrier);
  return {
    id: row.id,
    name: row.name,
    carrier: row.carrier,
    carrierLabel: carrier?.label ?? { en: row.carrier, "zh-CN": row.carrier },
    kind: carrier?.kind ?? "sms",
    test: carrier?.test ?? false,
    draft: row.draft,
    enabled: row.enabled,
    receive: row.receive,
    state: row.state,
    stateSince: new Date(row.state_since),
    stateDetail: row.state_detail,
    checkedAt: row.checked_at === null ? null : new Date(row.checked_at),
    numbers: row.numbers,
    totalSent: row.sent_ok + row.failed,
    sentOk: row.sent_ok,
  };
}
