import { readOf } from "./apply";
import type { ChangeEvent, Counts, GoneEvent, LiveState, WaitingCount } from "./types";
import { unreadOf, waitsFor } from "./views";

/** What one conversation adds to the numbers in the navigation. */
type Share = { unread: 0 | 1; queue: string | null; since: Date | null };

const none: Share = { unread: 0, queue: null, since: null };
const everyone = "everyone";

function shareOf(state: LiveState, id: string): Share {
  const row = state.rows.get(id);
  if (!row) return none;
  const read = readOf(state, id);
  if (read?.hidden) return none;
  const mine = row.owner?.id === state.viewer.memberId && row.state === "active" && row.ownerPlace === "recent";
  const waits = waitsFor(row, state.viewer);
  return {
    unread: mine && unreadOf(row, read) > 0 ? 1 : 0,
    queue: waits ? (row.audience === "everyone" ? everyone : (row.queue?.id ?? null)) : null,
    since: waits ? row.waitingSince : null,
  };
}

/**
 * The counts after a conversation changed, without asking the server: what it added before goes, what it adds now
 * comes. Where it was not known before (its list was never loaded), or where the longest waiting one left, the numbers
 * must be asked for: `recount` rises. An event that the counts had seen already changes nothing.
 */
export function countsAfter(
  before: LiveState,
  after: LiveState,
  id: string,
  event: ChangeEvent | GoneEvent | null,
): LiveState {
  const { counts } = before;
  if (event && event.seq <= (counts?.cursor ?? 0)) return after;
  const was = shareOf(before, id);
  const is = shareOf(after, id);
  const unknown =
    event !== null && ((!before.rows.has(id) && event.name !== "conversation.created") || listedFirst(before, event));
  if (!unknown && was.unread === is.unread && was.queue === is.queue && was.since?.getTime() === is.since?.getTime()) {
    return after;
  }
  const counted = Math.max(after.counted, event?.seq ?? 0);
  // They are being asked for: `withCounts` sees whether the answer had heard of this.
  if (!counts) return { ...after, counted };
  const maybeCounted = event !== null && event.seq <= counts.reach;
  if (unknown || maybeCounted) return { ...after, counted, recount: after.recount + 1 };
  const moved: Counts = { ...counts, unread: Math.max(0, counts.unread - was.unread + is.unread) };
  const left = was.queue === null ? moved : shift(moved, was.queue, -1, null);
  const arrived = is.queue === null ? left : shift(left, is.queue, 1, is.since);
  const longest =
    was.queue !== null &&
    placeOf(counts, was.queue).oldest?.getTime() === was.since?.getTime() &&
    is.queue !== was.queue;
  return { ...after, counts: arrived, counted, recount: after.recount + (longest ? 1 : 0) };
}

/** A list that was loaded meanwhile had it already; whether the counts had heard of it, nobody can tell. */
function listedFirst({ rows }: LiveState, event: ChangeEvent | GoneEvent): boolean {
  if (event.kind !== "change" || event.items.length === 0) return false;
  return (rows.get(event.conversation.id)?.messageSeq ?? -1) >= event.conversation.messageSeq;
}

/** The numbers as the server counted them; asked for once more when something moved them while they were on their way. */
export const withCounts = (state: LiveState, counts: Counts): LiveState => ({
  ...state,
  counts,
  recount: state.counted > counts.cursor ? state.recount + 1 : state.recount,
});

const placeOf = (counts: Counts, queue: string): WaitingCount =>
  queue === everyone ? counts.everyone : (counts.queues.get(queue) ?? { waiting: 0, oldest: null });

function shift(counts: Counts, queue: string, by: 1 | -1, since: Date | null): Counts {
  const place = placeOf(counts, queue);
  const waiting = Math.max(0, place.waiting + by);
  const older = since && (!place.oldest || since < place.oldest) ? since : place.oldest;
  const next: WaitingCount = { waiting, oldest: waiting === 0 ? null : older };
  const total = Math.max(0, counts.waiting + by);
  return queue === everyone
    ? { ...counts, waiting: total, everyone: next }
    : { ...counts, waiting: total, queues: new Map(counts.queues).set(queue, next) };
}
