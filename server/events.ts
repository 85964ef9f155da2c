import { type SQL, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { onCommit, type Tx } from "@/db/tenant";
import { type EventName, events } from "./domain/events";
import type { TenantId } from "./domain/ids";
import type { Audience } from "./domain/visibility";
import { committed } from "./process";

type Happened = {
  conversationId?: string;
  /** Ids of what changed, and nothing else: no text, names or addresses. */
  data?: Record<string, unknown>;
  /** Who could see the conversation before; the same as `after` when absent. Null: it did not exist. */
  before?: Audience | null;
  after?: Audience;
};

/** Stored form of an audience: [owner, queue, everyone]. */
export const packAudience = (audience: Audience): [string | null, string | null, boolean] => [
  audience.owner,
  audience.queue,
  audience.everyone,
];

export const unpackAudience = (packed: unknown): Audience | null => {
  if (!Array.isArray(packed)) return null;
  const [owner, queue, everyone] = packed as [string | null, string | null, boolean];
  return { owner, queue, everyone };
};

/**
 * Tell what happened, in the transaction in which it happened. After the commit the relay numbers it, shows it on the
 * screens of those it concerns and wakes the functions that wait for it. Returns the event's id.
 */
export async function record(
  tx: Tx,
  { tenant }: { tenant: TenantId },
  name: EventName,
  happened: Happened = {},
): Promise<string> {
  const id = uuidv7();
  await tx.execute(insertEvent(id, name, happened));
  announce(tx, tenant, name);
  return id;
}

/** The event as a part of somebody's statement, who then has to announce it. */
export function insertEvent(id: string, name: EventName, { conversationId, data, before, after }: Happened): SQL {
  const was = before === undefined ? after : before;
  return sql`
    insert into events (id, name, conversation_id, data, audience_before, audience_after, wakes)
    values (${id}, ${name}, ${conversationId ?? null}, ${JSON.stringify(data ?? {})}::jsonb,
      ${was ? JSON.stringify(packAudience(was)) : null}::jsonb, ${after ? JSON.stringify(packAudience(after)) : null}::jsonb,
      ${events[name].wakes})`;
}

/** Stored form of the audience of a row of conversations. */
const packedAudience = sql`jsonb_build_array(case when audience = 'owner' then owner_id end, case when audience = 'queue' then queue_id end,
  audience = 'everyone')`;

/**
 * The same, once for each row of an earlier part of the statement, which has its conversation's `audience`, `owner_id`
 * and `queue_id`. Before and after, the same people see it.
 */
export function insertEventFrom(
  rows: SQL,
  { id, name }: { id: string; name: EventName },
  { conversationId, data }: { conversationId: string; data: SQL },
): SQL {
  return sql`
    insert into events (id, name, conversation_id, data, audience_before, audience_after, wakes)
    select ${id}::uuid, ${name}, ${conversationId}::uuid, ${data}, ${packedAudience}, ${packedAudience}, ${events[name].wakes}::boolean from ${rows}`;
}

/** For events written by a statement of their own: have the relay look after the commit. */
export function announce(tx: Tx, tenant: TenantId, name: EventName): void {
  onCommit(tx, () => committed(tenant, [name]));
}
