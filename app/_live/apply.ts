import { countsAfter } from "./counts";
import type {
  ChangeEvent,
  ConversationRow,
  GoneEvent,
  LiveEvent,
  LiveState,
  Outgoing,
  Read,
  Thread,
  ThreadItem,
} from "./types";

/**
 * How what the server says becomes what the screen shows. Pure: the same events in the same order give the same state,
 * events told twice change nothing, and late ones never overwrite newer knowledge. Order between the stream and answers
 * to questions is decided by stream positions: every answer says how far it had read.
 */
export function applyEvents(state: LiveState, events: readonly LiveEvent[]): LiveState {
  let next = state;
  for (const event of events) {
    if (event.kind === "change") next = change(next, event);
    else if (event.kind === "gone") next = gone(next, event);
    if (event.seq > next.cursor) next = { ...next, cursor: event.seq };
  }
  return next;
}

function change(state: LiveState, event: ChangeEvent): LiveState {
  const { conversation: row } = event;
  // It left my sight after this was said.
  if (event.seq <= (state.gone.get(row.id) ?? 0)) return state;
  const late = event.seq <= (state.seqs.get(row.id) ?? 0);
  let next = state;
  if (!late) {
    const read = event.reads[state.viewer.memberId];
    next = {
      ...state,
      rows: put(state.rows, row.id, row),
      seqs: put(state.seqs, row.id, event.seq),
      reads: read ? put(state.reads, row.id, read) : state.reads,
      gone: without(state.gone, row.id),
      leaving: without(state.leaving, row.id),
    };
    next = countsAfter(state, next, row.id, event);
  } else if (state.counts && event.seq > state.counts.cursor) {
    // A list was read between the counts and now: it knew this already, the counts did not.
    next = { ...state, recount: state.recount + 1 };
  }
  return withItems(next, row.id, event.items);
}

function gone(state: LiveState, event: GoneEvent): LiveState {
  const id = event.conversationId;
  if (event.seq <= Math.max(state.gone.get(id) ?? 0, state.seqs.get(id) ?? 0)) return state;
  const row = state.rows.get(id);
  const next: LiveState = {
    ...state,
    rows: without(state.rows, id),
    reads: without(state.reads, id),
    threads: without(state.threads, id),
    outgoing: without(state.outgoing, id),
    seqs: put(state.seqs, id, event.seq),
    gone: put(state.gone, id, event.seq),
    leaving: row ? put(state.leaving, id, { row, by: event.by, name: event.name }) : state.leaving,
  };
  return countsAfter(state, next, id, event);
}

/** The moment of saying who took it is over. */
export const forgetLeaving = (state: LiveState, id: string): LiveState => ({
  ...state,
  leaving: without(state.leaving, id),
});

/** Rows of a list's page, or one row, as they were at `cursor`. */
export function applyRows(
  state: LiveState,
  rows: readonly (ConversationRow & { read: Read })[],
  cursor: number,
): LiveState {
  const known = {
    rows: new Map(state.rows),
    reads: new Map(state.reads),
    seqs: new Map(state.seqs),
    gone: new Map(state.gone),
  };
  for (const { read, ...row } of rows) {
    if (cursor < Math.max(known.seqs.get(row.id) ?? 0, known.gone.get(row.id) ?? 0)) continue;
    known.rows.set(row.id, row);
    known.reads.set(row.id, read);
    known.seqs.set(row.id, cursor);
    known.gone.delete(row.id);
  }
  return { ...state, ...known };
}

/**
 * A first page asked for anew, after too much was missed to be told one by one: rows known only from before it are
 * dropped, except `keep` (the open one, which is asked for by itself).
 */
export function replaceRows(
  state: LiveState,
  rows: readonly (ConversationRow & { read: Read })[],
  cursor: number,
  keep: string | null,
): LiveState {
  const named = new Set(rows.map(({ id }) => id));
  const stays = (id: string) => named.has(id) || id === keep || (state.seqs.get(id) ?? 0) > cursor;
  const only = <V>(map: ReadonlyMap<string, V>) => new Map([...map].filter(([id]) => stays(id)));
  const pruned = {
    ...state,
    rows: only(state.rows),
    reads: only(state.reads),
    threads: only(state.threads),
    leaving: new Map(),
  };
  // The stream's own place stays: what it is still to tell of the time before this page would be lost with a connection.
  return applyRows(pruned, rows, cursor);
}

/** A row that a verb of mine answered with. It names no position: it counts unless a newer line is known already. */
export function applyRow(state: LiveState, row: ConversationRow): LiveState {
  const known = state.rows.get(row.id);
  if (!known || row.messageSeq < known.messageSeq) return state;
  const next = { ...state, rows: put(state.rows, row.id, row) };
  return countsAfter(state, next, row.id, null);
}

/** I gave it away or took it off my lists: it leaves without a word, whatever the stream says later. */
export function dropRow(state: LiveState, id: string): LiveState {
  if (!state.rows.has(id)) return state;
  const next = { ...state, rows: without(state.rows, id), threads: without(state.threads, id) };
  return countsAfter(state, next, id, null);
}

export type ThreadAnswer = {
  conversation: ConversationRow & { read: Read };
  items: readonly ThreadItem[];
  hasOlder: boolean;
  cursor: number;
};

/**
 * A page of a thread. `newest` begins it (or joins on, when nothing lies between), `older` goes before what is known,
 * `after` fills up to now.
 */
export function applyThread(state: LiveState, answer: ThreadAnswer, page: "newest" | "older" | "after"): LiveState {
  const { id } = answer.conversation;
  if (answer.cursor < (state.gone.get(id) ?? 0)) return state;
  const next = page === "older" ? state : applyRows(state, [answer.conversation], answer.cursor);
  const known = next.threads.get(id);
  const first = answer.items[0];
  // Up to here the known lines have no hole.
  const whole = known?.gapAfter ?? known?.items.at(-1)?.seq ?? 0;
  const joins = known && first && first.seq <= whole + 1;
  let thread: Thread;
  if (!known || (page === "newest" && !joins)) {
    // Lines that the stream told while the page was on its way.
    const newer = known?.items.filter(({ seq }) => seq > (answer.items.at(-1)?.seq ?? 0)) ?? [];
    thread = { items: mergeItems(answer.items, newer), hasOlder: answer.hasOlder, gapAfter: null };
  } else {
    const reaches = page === "older" || (first !== undefined && first.seq < (known.items[0]?.seq ?? 0));
    thread = {
      items: mergeItems(known.items, answer.items),
      hasOlder: reaches ? answer.hasOlder : known.hasOlder,
      gapAfter: page === "older" ? known.gapAfter : null,
    };
  }
  return confirm({ ...next, threads: put(next.threads, id, thread) }, id, answer.items);
}

/** Lines of a thread that came or changed. Those of a thread that is not loaded, or before its first line, are not kept. */
export function withItems(state: LiveState, id: string, items: readonly ThreadItem[]): LiveState {
  const thread = state.threads.get(id);
  const confirmed = confirm(state, id, items);
  if (!thread || items.length === 0) return confirmed;
  const first = thread.items[0]?.seq ?? 0;
  const kept = thread.hasOlder ? items.filter(({ seq }) => seq >= first) : items;
  const last = thread.items.at(-1)?.seq ?? 0;
  const newest = kept.filter(({ seq }) => seq > last).map(({ seq }) => seq);
  const hole = newest.length > 0 && Math.min(...newest) > last + 1 && thread.items.length > 0;
  const merged = mergeItems(thread.items, kept);
  if (merged === thread.items) return confirmed;
  return {
    ...confirmed,
    threads: put(confirmed.threads, id, {
      ...thread,
      items: merged,
      gapAfter: hole ? (thread.gapAfter ?? last) : thread.gapAfter,
    }),
  };
}

/** Both in order of seq, each seq once; of two versions of a message the one whose state is newer. */
export function mergeItems(known: readonly ThreadItem[], incoming: readonly ThreadItem[]): readonly ThreadItem[] {
  if (incoming.length === 0) return known;
  if (known.length === 0) return [...incoming];
  const last = known.at(-1)?.seq ?? 0;
  if (incoming.every(({ seq }, i) => seq > (incoming[i - 1]?.seq ?? last))) return [...known, ...incoming];
  const bySeq = new Map(known.map((item) => [item.seq, item]));
  let changed = false;
  for (const item of incoming) {
    const have = bySeq.get(item.seq);
    if (have && !supersedes(item, have)) continue;
    bySeq.set(item.seq, item);
    changed = true;
  }
  return changed ? [...bySeq.values()].sort((a, b) => a.seq - b.seq) : known;
}

/** Notes and system lines never change. A message's state has a time; the server moves it forwards only. */
function supersedes(item: ThreadItem, have: ThreadItem): boolean {
  if (item.kind !== "message" || have.kind !== "message") return false;
  if (item.attempt !== have.attempt) return item.attempt > have.attempt;
  const newer = item.stateAt.getTime() - have.stateAt.getTime();
  return newer > 0 || (newer === 0 && item.state !== have.state);
}

/** The server has these lines now: their provisional bubbles go. */
function confirm(state: LiveState, id: string, items: readonly ThreadItem[]): LiveState {
  const pending = state.outgoing.get(id);
  if (!pending) return state;
  const named = new Set(items.map((item) => (item.kind === "timeline" ? null : item.clientId)));
  const left = pending.filter(({ clientId }) => !named.has(clientId));
  if (left.length === pending.length) return state;
  return { ...state, outgoing: left.length > 0 ? put(state.outgoing, id, left) : without(state.outgoing, id) };
}

/** A bubble at once; the same client id twice is one bubble. */
export function addOutgoing(state: LiveState, id: string, outgoing: Outgoing): LiveState {
  const pending = state.outgoing.get(id) ?? [];
  if (pending.some(({ clientId }) => clientId === outgoing.clientId)) return state;
  return { ...state, outgoing: put(state.outgoing, id, [...pending, outgoing]) };
}

export function changeOutgoing(state: LiveState, id: string, clientId: string, patch: Partial<Outgoing>): LiveState {
  const pending = state.outgoing.get(id);
  if (!pending?.some((one) => one.clientId === clientId)) return state;
  return {
    ...state,
    outgoing: put(
      state.outgoing,
      id,
      pending.map((one) => (one.clientId === clientId ? { ...one, ...patch } : one)),
    ),
  };
}

export function dropOutgoing(state: LiveState, id: string, clientId: string): LiveState {
  const left = (state.outgoing.get(id) ?? []).filter((one) => one.clientId !== clientId);
  return { ...state, outgoing: left.length > 0 ? put(state.outgoing, id, left) : without(state.outgoing, id) };
}

/** I have seen it; the server is being told. */
export function beginReading(state: LiveState, id: string, read: Read): LiveState {
  const next = { ...state, reading: put(state.reading, id, read) };
  return countsAfter(state, next, id, null);
}

/** The server was told (`read`), or could not be (null). */
export function endReading(state: LiveState, id: string, read: Read | null): LiveState {
  const next = {
    ...state,
    reading: without(state.reading, id),
    reads: read ? put(state.reads, id, read) : state.reads,
  };
  return read ? next : countsAfter(state, next, id, null);
}

/** What I have read, including what the server has not heard of yet. */
export function readOf(state: Pick<LiveState, "reads" | "reading">, id: string): Read | undefined {
  return state.reading.get(id) ?? state.reads.get(id);
}

function put<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  return new Map(map).set(key, value);
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map;
  const next = new Map(map);
  next.delete(key);
  return next;
}
