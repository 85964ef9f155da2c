import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context, MemberActor } from "@/server/context";
import { invalid } from "@/server/errors";
import { cursorOf } from "@/server/realtime/cursor";
import { type RowWithRead, selectRows } from "./rows";

export const ListConversations = z.object({
  view: z.enum(["recent", "waiting", "archived", "all"]),
  queueId: z.uuid().optional(),
  unread: z.boolean().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});

type Query = z.infer<typeof ListConversations>;
export type ConversationPage = { rows: RowWithRead[]; next: string | null; cursor: number };

/**
 * A page of one of a person's lists, newest activity first. Each place a conversation can come from (mine, my queues',
 * everybody's) is read along its own index and gives at most a page; the merged page is cut from those.
 * `next` continues after the last row; `cursor` is where the live stream goes on from.
 */
export async function listConversations({ tenant, actor }: Context, query: Query): Promise<ConversationPage> {
  authorize(actor, query.view === "all" ? "conversation.read_all" : "inbox.read");
  return withTenant(tenant, async (tx) => {
    const cursor = await cursorOf(tx);
    const rows = await page(tx, actor, query);
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return { rows, next: last ? `${last.lastActivityAt.toISOString()}_${last.id}` : null, cursor };
  });
}

function page(tx: Tx, actor: MemberActor, query: Query): Promise<RowWithRead[]> {
  const tail = sql`order by c.last_activity_at desc, c.id desc limit ${query.limit}`;
  const after = query.cursor ? sql`and (c.last_activity_at, c.id) < ${keyset(query.cursor)}` : sql``;
  const unread = query.unread
    ? sql`and c.inbound_count > coalesce((select x.read_inbound_count from conversation_reads x
    where x.conversation_id = c.id and x.member_id = ${actor.memberId}), 0)`
    : sql``;
  const seen = sql`and not exists (select 1 from conversation_reads h
    where h.conversation_id = c.id and h.member_id = ${actor.memberId} and h.hidden)`;
  const branch = (where: SQL) =>
    sql`(select c.* from conversations c where ${where} ${seen} ${unread} ${after} ${tail})`;
  const branches = places(actor, query).map(branch);
  return selectRows(tx, actor.memberId, {
    source: sql`(select * from (${sql.join(branches, sql` union all `)}) c ${tail}) c`,
    where: sql`true`,
    order: sql`order by c.last_activity_at desc, c.id desc`,
  });
}

/** The places that a view is gathered from; they do not overlap. */
function places(actor: MemberActor, { view, queueId }: Query): SQL[] {
  const mine = sql`c.owner_id = ${actor.memberId}`;
  switch (view) {
    case "archived":
      return [sql`${mine} and c.owner_place = 'archived'`];
    case "all":
      return [sql`true`];
    case "waiting":
      return waiting(actor, queueId);
    default:
      return [sql`${mine} and c.owner_place = 'recent' and c.state = 'active'`, ...waiting(actor, undefined)];
  }
}

function waiting(actor: MemberActor, queueId: string | undefined): SQL[] {
  if (!actor.takesConversations) return [sql`false`];
  const myQueues = sql`c.state = 'waiting' and c.audience = 'queue' and c.queue_id in (
    select queue_id from queue_members where member_id = ${actor.memberId})`;
  if (queueId) return [sql`${myQueues} and c.queue_id = ${queueId}`];
  return [myQueues, sql`c.state = 'waiting' and c.audience = 'everyone'`];
}

function keyset(cursor: string): SQL {
  const [at = "", id = ""] = cursor.split("_");
  if (Number.isNaN(Date.parse(at)) || !z.uuid().safeParse(id).success) throw invalid("badCursor");
  return sql`(${at}::timestamptz, ${id}::uuid)`;
}
