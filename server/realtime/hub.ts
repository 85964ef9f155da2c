import { sql } from "drizzle-orm";
import { listenTo, systemDb } from "@/db/system";
import { itemsAt } from "@/server/conversations/items";
import { rowsById } from "@/server/conversations/rows";
import type { ConversationRow } from "@/server/conversations/types";
import { type EventName, events } from "@/server/domain/events";
import { type Audience, audienceOf, maySee, type Viewer } from "@/server/domain/visibility";
import { unpackAudience } from "@/server/events";
import { log } from "@/server/log";
import { once, processState } from "@/server/process";
import { NUMBERED } from "./channel";
import { viewerById } from "./viewer";

/** One browser's stream. */
export type Listener = {
  tenant: string;
  memberId: string;
  /** Null until it is read, which is only done once the listener hears of every change to it. */
  viewer: Viewer | null;
  /** The newest sequence this stream has been given, or had when it began. */
  seq: number;
  send: (frame: Frame) => void;
};

/** An event in both its forms, and who may see its conversation as it is now. */
type Encoded = { content: Frame; gone: Frame; now: Audience | null };

/** A server-sent event, encoded once for everybody who gets it. */
export type Frame = { seq: number; bytes: Uint8Array };

type Tenant = { listeners: Set<Listener>; seq: number; running: boolean; again: boolean };

export type EventRow = {
  seq: number;
  name: EventName;
  conversationId: string | null;
  data: Record<string, unknown>;
  before: Audience | null;
  after: Audience | null;
  createdAt: string;
};

const encoder = new TextEncoder();

/** A frame of the stream as bytes. */
export const frame = (event: string, seq: number, data: unknown): Frame => ({
  seq,
  bytes: encoder.encode(`event: ${event}\nid: ${seq}\ndata: ${JSON.stringify(data)}\n\n`),
});

const tenants = () => once("hub tenants", () => new Map<string, Tenant>());

/**
 * Be told of a tenant's events. `now`: what is numbered. `from`: up to here the stream has to catch up by itself;
 * everything later is sent. `stop` ends it.
 */
export async function listen(listener: Listener, now: number): Promise<{ from: number; stop: () => void }> {
  await startListening();
  const known = tenants().get(listener.tenant);
  const tenant = known ?? { listeners: new Set(), seq: now, running: false, again: false };
  if (!known) tenants().set(listener.tenant, tenant);
  listener.seq = Math.max(listener.seq, tenant.seq, now);
  tenant.listeners.add(listener);
  wake(listener.tenant);
  const stop = () => {
    tenant.listeners.delete(listener);
    if (tenant.listeners.size === 0 && tenants().get(listener.tenant) === tenant) tenants().delete(listener.tenant);
  };
  return { from: listener.seq, stop };
}

/** How many streams this process holds. */
export const openStreams = (): number =>
  [...tenants().values()].reduce((sum, { listeners }) => sum + listeners.size, 0);

/**
 * One LISTEN a process, fanned out in memory; after a broken connection every tenant is looked at again. Where the
 * database is away at the first try, the next stream tries anew.
 */
const startListening = () =>
  once(LISTENING, async () => {
    const listening = () => {
      tellAll("back");
      for (const tenant of tenants().keys()) wake(tenant);
    };
    const { begun, stop } = listenTo(NUMBERED, wake, listening, () => tellAll("away"));
    processState().shutdown.signal.addEventListener("abort", stop);
    await begun.catch((error: unknown) => {
      stop();
      processState().singletons.delete(LISTENING);
      throw error;
    });
  });

const LISTENING = "hub listen";

/** A stream outlives the database's absence, and what is on its screen may be old by then: it is told so. */
function tellAll(word: "away" | "back"): void {
  processState().databaseAway = word === "away";
  for (const { listeners } of tenants().values())
    for (const listener of listeners) listener.send(frame(word, listener.seq, {}));
}

function wake(id: string): void {
  const tenant = tenants().get(id);
  if (!tenant) return;
  if (tenant.running) {
    tenant.again = true;
    return;
  }
  tenant.running = true;
  void deliver(id, tenant)
    .catch((error: unknown) => {
      log.error({ err: error, tenant: id }, "live updates were held up; trying again");
      if (!processState().shutdown.signal.aborted) setTimeout(() => wake(id), 500);
    })
    .finally(() => {
      tenant.running = false;
      if (tenant.again) {
        tenant.again = false;
        wake(id);
      }
    });
}

const BATCH = 200;

async function deliver(id: string, tenant: Tenant): Promise<void> {
  for (;;) {
    const rows = await eventsAfter(id, tenant.seq, BATCH);
    if (rows.length === 0) return;
    const frames = await encode(id, rows);
    await renewViewers(id, tenant);
    // Nothing is awaited between the last look for newcomers and what is offered, or one who comes then would miss it.
    for (let unknown = newcomers(tenant); unknown.length > 0; unknown = newcomers(tenant)) await readViewers(unknown);
    for (const [index, row] of rows.entries()) {
      for (const listener of tenant.listeners) offer(listener, row, frames[index]!);
      tenant.seq = row.seq;
    }
    if (rows.length < BATCH) return;
  }
}

/**
 * Everybody's queues and rights, at least as new as the content that was just read: whoever lost one before that gets
 * nothing of it, in whatever order the events were numbered.
 */
async function renewViewers(id: string, tenant: Tenant): Promise<void> {
  const [changed] = await systemDb().execute(sql`
    select 1 from events where tenant_id = ${id} and name in ('queue.changed', 'membership.changed')
      and (seq > ${tenant.seq} or seq is null) limit 1`);
  if (changed) await readViewers([...tenant.listeners]);
}

const newcomers = ({ listeners }: Tenant) => [...listeners].filter(({ viewer }) => viewer === null);

const readViewers = (listeners: Listener[]) =>
  Promise.all(
    listeners.map(async (listener) => {
      listener.viewer = await viewerById(listener.tenant, listener.memberId);
    }),
  );

/** Give one stream its part of an event: the content, the word that it is gone, or nothing. */
function offer(listener: Listener, row: EventRow, encoded: Encoded): void {
  if (row.seq <= listener.seq) return;
  listener.seq = row.seq;
  const part = partFor(listener.viewer as Viewer, row, encoded);
  if (part) listener.send(part);
}

/**
 * What a person gets of an event: its content when he may see the conversation after it and still may now, `gone` when
 * he could see it before, else nothing.
 */
export function partFor(viewer: Viewer, row: EventRow, { content, gone, now }: Encoded): Frame | null {
  const kind = events[row.name]?.audience ?? "none";
  if (kind === "none") return null;
  if (kind === "workspace") return content;
  if (row.after && maySee(viewer, row.after)) return now && maySee(viewer, now) ? content : null;
  return row.before && maySee(viewer, row.before) ? gone : null;
}

/** A tenant's events after a sequence, in order. */
export async function eventsAfter(tenant: string, seq: number, limit: number): Promise<EventRow[]> {
  const rows = await systemDb().execute<{
    seq: string;
    name: EventName;
    conversation_id: string | null;
    data: Record<string, unknown>;
    audience_before: unknown;
    audience_after: unknown;
    created_at: string;
  }>(sql`
    select seq, name, conversation_id, data, audience_before, audience_after, created_at from events
    where tenant_id = ${tenant} and seq > ${seq} order by seq limit ${limit}`);
  return rows.map((row) => ({
    seq: Number(row.seq),
    name: row.name,
    conversationId: row.conversation_id,
    data: row.data,
    before: unpackAudience(row.audience_before),
    after: unpackAudience(row.audience_after),
    createdAt: row.created_at,
  }));
}

/** What each event shows, read once for the whole batch and encoded once for all who get it. */
export async function encode(tenant: string, rows: EventRow[]): Promise<Encoded[]> {
  const ids = [...new Set(rows.flatMap(({ conversationId }) => conversationId ?? []))];
  const places = rows.flatMap(({ conversationId, data }) =>
    conversationId && Array.isArray(data.seqs) ? data.seqs.map((seq) => [conversationId, Number(seq)] as const) : [],
  );
  const [conversations, items, reads] = await Promise.all([
    rowsById(systemDb(), tenant, ids),
    itemsAt(systemDb(), tenant, places),
    readsOf(tenant, ids),
  ]);
  const sentAt = new Date().toISOString();
  return rows.map((row) => {
    const { seq, name, conversationId, data } = row;
    if (!conversationId) {
      const content = frame("workspace", seq, { seq, name, ...data });
      return { content, gone: content, now: null };
    }
    const conversation = conversations.get(conversationId);
    const seqs = new Set(Array.isArray(data.seqs) ? data.seqs.map(Number) : []);
    const by =
      typeof data.by === "string" ? (conversation?.owner?.id === data.by ? conversation.owner.name : null) : null;
    const gone = frame("gone", seq, { seq, conversationId, name, by });
    if (!conversation) return { content: gone, gone, now: null };
    const content = frame("change", seq, {
      seq,
      name,
      conversation,
      items: (items.get(conversationId) ?? []).filter((item) => seqs.has(item.seq)),
      reads: reads.get(conversationId) ?? {},
      at: row.createdAt,
      sentAt,
    });
    return { content, gone, now: audienceOfRow(conversation) };
  });
}

const audienceOfRow = ({ audience, owner, queue }: ConversationRow): Audience =>
  audienceOf({ audience, ownerId: owner?.id ?? null, queueId: queue?.id ?? null });

/** How far each person has read these conversations: [read seq, read count, hidden]. */
async function readsOf(tenant: string, ids: string[]): Promise<Map<string, Record<string, [number, number, boolean]>>> {
  const found = new Map<string, Record<string, [number, number, boolean]>>();
  if (ids.length === 0) return found;
  const rows = await systemDb().execute<{
    conversation_id: string;
    member_id: string;
    read_seq: number;
    read_inbound_count: number;
    hidden: boolean;
  }>(sql`
    select conversation_id, member_id, read_seq, read_inbound_count, hidden from conversation_reads
    where tenant_id = ${tenant} and conversation_id in ${ids}`);
  for (const row of rows) {
    const of = found.get(row.conversation_id) ?? {};
    of[row.member_id] = [row.read_seq, row.read_inbound_count, row.hidden];
    found.set(row.conversation_id, of);
  }
  return found;
}
