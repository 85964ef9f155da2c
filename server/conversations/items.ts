import { type SQL, sql } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Tx } from "@/db/tenant";
import { fileList } from "@/server/attachments/file-list";
import type { FileItem, MessageItem, NoteItem, ThreadItem, TimelineItem } from "./types";

type Raw = Record<string, unknown>;

const date = (value: unknown): Date => new Date(value as string);
const dateOrNull = (value: unknown): Date | null => (value === null ? null : date(value));
const person = (raw: Raw) =>
  raw.author_id === null ? null : { id: raw.author_id as string, name: (raw.author_name as string | null) ?? "" };

function toMessage(raw: Raw): MessageItem {
  return {
    kind: "message",
    seq: raw.seq as number,
    id: raw.id as string,
    direction: raw.direction as MessageItem["direction"],
    source: raw.source as MessageItem["source"],
    author: person(raw),
    text: raw.text as string,
    files: (raw.file_list as FileItem[] | null) ?? [],
    state: raw.state as MessageItem["state"],
    reason: raw.reason as string | null,
    errorDetail: raw.error_detail as string | null,
    lane: raw.lane as MessageItem["lane"],
    attempt: raw.attempt as number,
    segments: raw.segments as number | null,
    clientId: raw.client_id as string | null,
    createdAt: date(raw.created_at),
    stateAt: date(raw.state_at),
    carrierAt: dateOrNull(raw.carrier_at),
    dueAt: dateOrNull(raw.due_at),
  };
}

const toNote = (raw: Raw): NoteItem => ({
  kind: "note",
  seq: raw.seq as number,
  id: raw.id as string,
  author: person(raw),
  text: raw.text as string,
  clientId: raw.client_id as string | null,
  createdAt: date(raw.created_at),
});

const toLine = (raw: Raw): TimelineItem => ({
  kind: "timeline",
  seq: raw.seq as number,
  line: raw.line as TimelineItem["line"],
  actorKind: raw.actor_kind as TimelineItem["actorKind"],
  data: raw.data as TimelineItem["data"],
  createdAt: date(raw.created_at),
});

type Db = Tx | PostgresJsDatabase;

/** The line is looked at no further than this: whoever stands behind so many waits longer than is said. */
const LINE_SEEN = 1000;

/**
 * When a message that waits for its channel's pace is about to leave: the pace's next start, and one interval for each
 * message before it. A guess, since rates change and refused ones come again; nothing is decided by it.
 */
const turn = sql`(select greatest(p.next_at, clock_timestamp()) + make_interval(secs => line.before / ch.send_rate_per_s)
  from channels ch join paces p on p.tenant_id = ch.tenant_id and p.key = 'channel:' || ch.id,
    (select count(*) as before from (select 1 from messages e
      where e.tenant_id = m.tenant_id and e.channel_id = m.channel_id and e.state = 'queued' and e.lane = m.lane
        and (e.due_at, e.id) < (m.due_at, m.id) limit ${sql.raw(String(LINE_SEEN))}) earlier) line
  where ch.tenant_id = m.tenant_id and ch.id = m.channel_id and ch.enabled)`;

const messageColumns = sql`m.conversation_id, m.seq, m.id, m.direction, m.source, m.author_id, a.name as author_name,
  m.text, m.state, m.reason, m.error_detail, m.lane, m.attempt, m.segments, m.client_id, m.created_at,
  case when m.files = 0 then m.state_at else greatest(m.state_at, (select max(f.state_at) from attachments f
    where f.tenant_id = m.tenant_id and f.message_id = m.id)) end as state_at,
  m.carrier_at, case when m.state = 'queued' then greatest(m.due_at, ${turn}) end as due_at, case when m.files > 0 then ${fileList(sql`f.tenant_id = m.tenant_id and f.message_id = m.id`)} end as file_list`;

/** Which lines: conditions on a table that is called `m` for messages, notes and timeline alike. */
type Which = { where: SQL; tail?: SQL };

const selectMessages = (db: Db, { where, tail = sql`` }: Which) =>
  db.execute<Raw>(sql`select ${messageColumns} from messages m
    left join memberships a on a.tenant_id = m.tenant_id and a.id = m.author_id where ${where} ${tail}`);

const selectNotes = (db: Db, { where, tail = sql`` }: Which) =>
  db.execute<Raw>(sql`select m.conversation_id, m.seq, m.id, m.author_id, a.name as author_name, m.text, m.client_id, m.created_at
    from notes m left join memberships a on a.tenant_id = m.tenant_id and a.id = m.author_id where ${where} ${tail}`);

const selectLines = (db: Db, { where, tail = sql`` }: Which) =>
  db.execute<Raw>(sql`select m.conversation_id, m.seq, m.kind as line, m.actor_kind, m.data, m.created_at
    from timeline m where ${where} ${tail}`);

/**
 * A page of a thread in ascending order: the newest `limit` lines before `before` (or of all), or those after `after`.
 * The three tables share one counter, so each gives at most `limit` lines and the merged page is one range of it.
 */
export async function threadItems(
  tx: Tx,
  conversationId: string,
  { before, after, limit }: { before?: number; after?: number; limit: number },
): Promise<ThreadItem[]> {
  const range = sql`m.conversation_id = ${conversationId} ${before === undefined ? sql`` : sql`and m.seq < ${before}`} ${
    after === undefined ? sql`` : sql`and m.seq > ${after}`
  }`;
  const forward = after !== undefined;
  const tail = sql`order by m.seq ${forward ? sql`asc` : sql`desc`} limit ${limit}`;
  const [messages, notes, lines] = await Promise.all([
    selectMessages(tx, { where: range, tail }),
    selectNotes(tx, { where: range, tail }),
    selectLines(tx, { where: range, tail }),
  ]);
  const items: ThreadItem[] = [...messages.map(toMessage), ...notes.map(toNote), ...lines.map(toLine)];
  items.sort((one, other) => one.seq - other.seq);
  return forward ? items.slice(0, limit) : items.slice(-limit);
}

/** Lines by conversation and seq, for the live stream: [conversation, seq] pairs of one tenant. */
export async function itemsAt(
  db: Db,
  tenant: string,
  places: readonly (readonly [conversationId: string, seq: number])[],
): Promise<Map<string, ThreadItem[]>> {
  const found = new Map<string, ThreadItem[]>();
  if (places.length === 0) return found;
  const pairs = sql.join(
    places.map(([conversationId, seq]) => sql`(${conversationId}::uuid, ${seq}::int)`),
    sql`, `,
  );
  const where = sql`m.tenant_id = ${tenant} and (m.conversation_id, m.seq) in (${pairs})`;
  const [messages, notes, lines] = await Promise.all([
    selectMessages(db, { where }),
    selectNotes(db, { where }),
    selectLines(db, { where }),
  ]);
  const add = (raw: Raw, item: ThreadItem) => {
    const id = raw.conversation_id as string;
    found.set(id, [...(found.get(id) ?? []), item]);
  };
  for (const raw of messages) add(raw, toMessage(raw));
  for (const raw of notes) add(raw, toNote(raw));
  for (const raw of lines) add(raw, toLine(raw));
  for (const items of found.values()) items.sort((one, other) => one.seq - other.seq);
  return found;
}

/** One message's line. */
export async function messageItem(tx: Tx, messageId: string): Promise<MessageItem | null> {
  const [raw] = await selectMessages(tx, { where: sql`m.id = ${messageId}` });
  return raw ? toMessage(raw) : null;
}

/** The timeline of a conversation, oldest first. */
export async function timelineOf(tx: Tx, conversationId: string): Promise<TimelineItem[]> {
  const raws = await selectLines(tx, { where: sql`m.conversation_id = ${conversationId}`, tail: sql`order by m.seq` });
  return raws.map(toLine);
}
