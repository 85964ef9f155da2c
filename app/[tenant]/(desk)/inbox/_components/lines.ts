import type { MessageItem, NoteItem, Outgoing, ThreadItem, TimelineItem } from "@/app/_live/types";

/** A bubble: a message the server has, or one that is on its way to it. */
export type Bubble = { kind: "sent"; item: MessageItem } | { kind: "pending"; outgoing: Outgoing };

/** What a thread shows, top to bottom. Keys stay the same when the server confirms what was provisional. */
export type Line =
  | { kind: "day"; key: string; at: Date }
  | { kind: "new"; key: string }
  | { kind: "group"; key: string; side: "in" | "out"; bubbles: Bubble[] }
  | { kind: "note"; key: string; note: NoteItem }
  | { kind: "pending-note"; key: string; outgoing: Outgoing }
  | { kind: "system"; key: string; item: TimelineItem };

const togetherMs = 3 * 60_000;

type LinesOptions = {
  items: readonly ThreadItem[];
  outgoing: readonly Outgoing[];
  /** The first line that came after what was read when the thread was opened; null: everything was read. */
  newFrom: number | null;
  /** Who looks: what he is just sending joins his own group. */
  memberId: string;
  /** Number of the calendar day of a moment, in the reader's zone. */
  dayOf: (at: Date) => number;
};

/**
 * Arranges a thread: a line for each day, the New divider, messages of one sender within three minutes in one group.
 * The order is that of arrival; what is still being sent comes last, in the order it was written.
 */
export function threadLines({ items, outgoing, newFrom, memberId, dayOf }: LinesOptions): Line[] {
  const lines: Line[] = [];
  let day: number | null = null;
  let divided = false;
  let group: { line: Extract<Line, { kind: "group" }>; sender: string; lastAt: number } | null = null;

  const enter = (at: Date) => {
    const today = dayOf(at);
    if (day === today) return;
    day = today;
    group = null;
    lines.push({ kind: "day", key: `day-${today}`, at });
  };
  const bubble = (one: Bubble, key: string, sender: string, side: "in" | "out", at: Date) => {
    if (group && group.sender === sender && at.getTime() - group.lastAt < togetherMs) {
      group.line.bubbles.push(one);
      group.lastAt = at.getTime();
      return;
    }
    const line: Extract<Line, { kind: "group" }> = { kind: "group", key, side, bubbles: [one] };
    group = { line, sender, lastAt: at.getTime() };
    lines.push(line);
  };

  for (const item of items) {
    enter(item.createdAt);
    if (!divided && newFrom !== null && item.seq >= newFrom) {
      divided = true;
      group = null;
      lines.push({ kind: "new", key: "new" });
    }
    if (item.kind === "message") {
      const sender = item.direction === "in" ? "customer" : (item.author?.id ?? item.source);
      bubble({ kind: "sent", item }, item.clientId ?? item.id, sender, item.direction, item.createdAt);
      continue;
    }
    group = null;
    if (item.kind === "note") lines.push({ kind: "note", key: item.clientId ?? item.id, note: item });
    else lines.push({ kind: "system", key: `line-${item.seq}`, item });
  }
  for (const one of outgoing) {
    enter(one.createdAt);
    if (one.mode === "note") {
      group = null;
      lines.push({ kind: "pending-note", key: one.clientId, outgoing: one });
    } else bubble({ kind: "pending", outgoing: one }, one.clientId, memberId, "out", one.createdAt);
  }
  return lines;
}

/** Where the New divider goes: the first message of the customer that was not read; null when there is none. */
export function firstUnread(items: readonly ThreadItem[], readSeq: number): number | null {
  return items.find((item) => item.seq > readSeq && item.kind === "message" && item.direction === "in")?.seq ?? null;
}

/** How long a message took on the way, in whole minutes, where that is worth a word (5 minutes or more). */
export function lateMinutes(item: MessageItem): number | null {
  if (item.direction !== "in" || !item.carrierAt) return null;
  const minutes = Math.floor((item.createdAt.getTime() - item.carrierAt.getTime()) / 60_000);
  return minutes >= 5 ? minutes : null;
}
