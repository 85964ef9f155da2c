import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { notFound } from "@/server/errors";
import { carrierOf } from ".";
import type { Carrier, ChannelNumber } from "./carrier";

/** A channel's row as the settings' verbs need it. */
export type StoredChannel = {
  id: string;
  name: string;
  carrierName: string;
  carrier: Carrier;
  enabled: boolean;
  receive: boolean;
  activatedAt: Date | null;
  state: string;
  stateDetail: string | null;
  credentialsSealed: string | null;
  previousSealed: string | null;
  tokenSealed: string;
  numbers: ChannelNumber[];
};

/**
 * A channel that is not deleted, with its numbers. `lock`: nobody else changes it until this transaction ends.
 * @throws AppError NOT_FOUND
 */
export async function findChannel(tx: Tx, channelId: string, { lock = false } = {}): Promise<StoredChannel> {
  const [row] = await tx.execute<Raw>(sql`
    select c.id, c.name, c.carrier, c.enabled, c.receive, c.activated_at, c.state, c.state_detail, c.credentials_sealed,
      case when c.previous_until > now() then c.previous_sealed end as previous_sealed, c.token_sealed,
      coalesce((select jsonb_agg(jsonb_build_object('address', n.address, 'fields', n.fields) order by n.id)
        from channel_numbers n where n.tenant_id = c.tenant_id and n.channel_id = c.id and n.deleted_at is null), '[]') as numbers
    from channels c where c.id = ${channelId} and c.deleted_at is null ${lock ? sql`for update of c` : sql``}`);
  const carrier = row && carrierOf(row.carrier);
  if (!row || !carrier) throw notFound("channel");
  return {
    id: row.id,
    name: row.name,
    carrierName: row.carrier,
    carrier,
    enabled: row.enabled,
    receive: row.receive,
    activatedAt: row.activated_at === null ? null : new Date(row.activated_at),
    state: row.state,
    stateDetail: row.state_detail,
    credentialsSealed: row.credentials_sealed,
    previousSealed: row.previous_sealed,
    tokenSealed: row.token_sealed,
    numbers: row.numbers,
  };
}

type Raw = {
  id: string;
  name: string;
  carrier: string;
  enabled: boolean;
  receive: boolean;
  activated_at: string | null;
  state: string;
  state_detail: string | null;
  credentials_sealed: string | null;
  previous_sealed: string | null;
  token_sealed: string;
  numbers: ChannelNumber[];
};
