import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { sha256Hex } from "@/server/crypto";
import { provenTenant, type TenantId } from "@/server/domain/ids";

/** A number of ours as the river needs it: where its messages go. */
export type DoorNumber = {
  id: string;
  address: string;
  fields: Record<string, string>;
  destinationMemberId: string | null;
  destinationQueueId: string | null;
};

/** A channel with all that messages need, either way. */
export type OpenChannel = {
  tenant: TenantId;
  id: string;
  carrier: string;
  kind: string;
  enabled: boolean;
  receive: boolean;
  credentialsSealed: string | null;
  previousSealed: string | null;
  numbers: DoorNumber[];
};

/** A channel found by its webhook token: all that receiving a message needs, in one look-up. */
export type DoorChannel = OpenChannel & {
  /** Flows are started: a message is looked at with them in mind. */
  flows: boolean;
};

/**
 * The channel behind a webhook address, or null: unknown token, another tenant's, deleted. The token's holder has
 * proven the tenant. A destination that is disabled or gone is left out, so that its messages reach everybody.
 */
export async function channelByToken(tenantShortId: string, token: string): Promise<DoorChannel | null> {
  return openDoor(sql`c.token_hash = ${sha256Hex(token)} and t.short_id = ${tenantShortId}`);
}

/** The same for work that begins inside the product: a replay, a delivery. */
export async function channelById(tenant: TenantId, channelId: string): Promise<DoorChannel | null> {
  return openDoor(sql`c.tenant_id = ${tenant} and c.id = ${channelId}`);
}

/** A row of `channelColumns`. */
export type ChannelRow = {
  tenant_id: string;
  id: string;
  carrier: string;
  kind: string;
  enabled: boolean;
  receive: boolean;
  credentials_sealed: string | null;
  previous_sealed: string | null;
  numbers: DoorNumber[] | null;
};

/** A channel `c` as `openChannel` reads it. */
export const channelColumns = sql`
    c.tenant_id, c.id, c.carrier, c.kind, c.enabled, c.receive, c.credentials_sealed,
      case when c.previous_until > now() then c.previous_sealed end as previous_sealed,
      (select json_agg(json_build_object('id', n.id, 'address', n.address, 'fields', n.fields,
          'destinationMemberId', case when m.disabled_at is null then m.id end,
          'destinationQueueId', n.destination_queue_id))
        from channel_numbers n
        left join memberships m on m.tenant_id = n.tenant_id and m.id = n.destination_member_id
        where n.tenant_id = c.tenant_id and n.channel_id = c.id and n.deleted_at is null) as numbers`;

export const openChannel = (row: ChannelRow): OpenChannel => ({
  tenant: provenTenant(row.tenant_id),
  id: row.id,
  carrier: row.carrier,
  kind: row.kind,
  enabled: row.enabled,
  receive: row.receive,
  credentialsSealed: row.credentials_sealed,
  previousSealed: row.previous_sealed,
  numbers: row.numbers ?? [],
});

async function openDoor(where: ReturnType<typeof sql>): Promise<DoorChannel | null> {
  const [row] = await systemDb().execute<ChannelRow & { flows: boolean }>(sql`
    select ${channelColumns},
      exists (select 1 from flows f where f.tenant_id = c.tenant_id and f.state = 'started' and f.deleted_at is null) as flows
    from channels c join tenants t on t.id = c.tenant_id
    where ${where} and c.deleted_at is null`);
  return row ? { ...openChannel(row), flows: row.flows } : null;
}
