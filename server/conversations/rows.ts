import { type SQL, sql } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Tx } from "@/db/tenant";
import { carrierOf } from "@/server/channels";
import type { ConversationRow, Read } from "./types";

/** The columns behind a `ConversationRow`, for a statement in which the conversations table is called `c`. */
const columns = sql`c.id, c.state, c.audience, c.kind, c.customer_address, c.owner_place, c.archived_until, c.preview,
  c.preview_direction, c.last_activity_at, c.last_inbound_at, c.waiting_since, c.created_at, c.closed_at, c.message_seq,
  c.inbound_count, c.failed_count, c.contact_id, p.name as contact_name, p.saved_at is not null as contact_saved,
  c.channel_id, ch.name as channel_name, ch.carrier, ch.enabled as channel_enabled, ch.carrier = 'sandbox' as test,
  c.number_id, n.address as number_address, c.owner_id, o.name as owner_name, c.queue_id, q.name as queue_name,
  exists (select 1 from suppressions s where s.tenant_id = c.tenant_id and s.kind = c.kind
    and s.address = c.customer_address and s.reason = 'opted_out') as opted_out`;

// Joined on (tenant_id, id): the primary keys begin with the tenant, for the owner's connection as for the tenant role.
const joins = sql`join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
  join channels ch on ch.tenant_id = c.tenant_id and ch.id = c.channel_id
  join channel_numbers n on n.tenant_id = c.tenant_id and n.id = c.number_id
  left join memberships o on o.tenant_id = c.tenant_id and o.id = c.owner_id
  left join queues q on q.tenant_id = c.tenant_id and q.id = c.queue_id`;

type Raw = Record<string, unknown> & { id: string };

const date = (value: unknown): Date => new Date(value as string);
const dateOrNull = (value: unknown): Date | null => (value === null ? null : date(value));

function toRow(raw: Raw): ConversationRow {
  const text = (key: string) => raw[key] as string;
  return {
    id: raw.id,
    state: raw.state as ConversationRow["state"],
    audience: raw.audience as ConversationRow["audience"],
    kind: text("kind"),
    test: raw.test as boolean,
    contact: { id: text("contact_id"), name: text("contact_name"), saved: raw.contact_saved as boolean },
    address: text("customer_address"),
    channel: {
      id: text("channel_id"),
      name: text("channel_name"),
      carrier: text("carrier"),
      enabled: raw.channel_enabled as boolean,
      freeText: carrierOf(text("carrier"))?.can.freeText ?? "always",
    },
    number: { id: text("number_id"), address: text("number_address") },
    owner: raw.owner_id === null ? null : { id: text("owner_id"), name: text("owner_name") },
    queue: raw.queue_id === null ? null : { id: text("queue_id"), name: text("queue_name") },
    ownerPlace: raw.owner_place as ConversationRow["ownerPlace"],
    archivedUntil: dateOrNull(raw.archived_until),
    preview: text("preview"),
    previewDirection: raw.preview_direction as "in" | "out",
    lastActivityAt: date(raw.last_activity_at),
    lastInboundAt: dateOrNull(raw.last_inbound_at),
    waitingSince: dateOrNull(raw.waiting_since),
    createdAt: date(raw.created_at),
    closedAt: dateOrNull(raw.closed_at),
    messageSeq: raw.message_seq as number,
    inboundCount: raw.inbound_count as number,
    failedCount: raw.failed_count as number,
    optedOut: raw.opted_out as boolean,
  };
}

export type RowWithRead = ConversationRow & { read: Read };

/**
 * Rows of the conversations that `from` names (a statement giving ids, or conditions on `c`), with what one person has
 * read of each. `order` and `limit` apply to the rows.
 */
export async function selectRows(
  tx: Tx,
  memberId: string,
  { where, order = sql``, source = sql`conversations c` }: { where: SQL; order?: SQL; source?: SQL },
): Promise<RowWithRead[]> {
  const rows = await tx.execute<Raw>(sql`
    select ${columns}, r.read_seq, r.read_inbound_count, r.hidden
    from ${source} ${joins}
    left join conversation_reads r on r.tenant_id = c.tenant_id and r.conversation_id = c.id and r.member_id = ${memberId}
    where ${where} ${order}`);
  return rows.map((raw) => ({
    ...toRow(raw),
    read: {
      readSeq: (raw.read_seq as number | null) ?? 0,
      readInboundCount: (raw.read_inbound_count as number | null) ?? 0,
      hidden: (raw.hidden as boolean | null) ?? false,
    },
  }));
}

/** Rows by id, for whoever is entitled to them: the live stream decides that. Works on either connection. */
export async function rowsById(
  db: Tx | PostgresJsDatabase,
  tenant: string,
  ids: readonly string[],
): Promise<Map<string, ConversationRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db.execute<Raw>(sql`
    select ${columns} from conversations c ${joins}
    where c.tenant_id = ${tenant} and c.id in ${[...ids]}`);
  return new Map(rows.map((raw) => [raw.id, toRow(raw)]));
}
