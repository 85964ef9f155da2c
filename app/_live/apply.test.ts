import { describe, expect, test } from "vitest";
import {
  addOutgoing,
  applyEvents,
  applyRow,
  applyRows,
  applyThread,
  beginReading,
  changeOutgoing,
  dropOutgoing,
  dropRow,
  endReading,
  mergeItems,
  readOf,
  replaceRows,
  withItems,
} from "./apply";
import { withCounts } from "./counts";
import { aChange, aLine, aMessage, aRow, aState, li, me, noCounts, queue, sent, waitingRow } from "./testing";
import type { LiveState, Outgoing, ThreadItem } from "./types";

const read = { readSeq: 0, readInboundCount: 0, hidden: false };
const outgoing = (clientId: string): Outgoing => ({
  clientId,
  mode: "reply",
  text: "On it",
  createdAt: new Date(0),
  seenSeq: 1,
  state: "sending",
});
const opened = (items: ThreadItem[], hasOlder = false, cursor = 1): LiveState =>
  applyThread(
    aState(),
    { conversation: { ...aRow({ messageSeq: items.length }), read }, items, hasOlder, cursor },
    "newest",
  );
const seqs = (state: LiveState) => state.threads.get("c1")?.items.map(({ seq }) => seq);

describe("lines are kept in order of seq, each once", () => {
  test.each<[string, number[], number[], number[]]>([
    ["the next one", [1, 2], [3], [1, 2, 3]],
    ["several at once", [1], [2, 3], [1, 2, 3]],
    ["one told twice", [1, 2, 3], [3], [1, 2, 3]],
    ["out of order", [1, 3], [2], [1, 2, 3]],
    ["a page before", [4, 5], [2, 3], [2, 3, 4, 5]],
    ["overlapping", [2, 3], [1, 2, 3, 4], [1, 2, 3, 4]],
    ["into nothing", [], [1, 2], [1, 2]],
  ])("%s", (_, known, incoming, merged) => {
    const lines = (list: number[]) => list.map((seq) => aMessage(seq));
    expect(mergeItems(lines(known), lines(incoming)).map(({ seq }) => seq)).toEqual(merged);
  });

  test("what changes nothing is the same list", () => {
    const known = [aMessage(1), sent(2, "sent")];
    expect(mergeItems(known, [sent(2, "sent")])).toBe(known);
  });
});

describe("of two versions of a message the newer state stays", () => {
  test.each([
    ["a later receipt", sent(2, "sent", 3), sent(2, "delivered", 4), "delivered"],
    ["an earlier one that comes late", sent(2, "delivered", 4), sent(2, "sent", 3), "delivered"],
    ["a new attempt after a failure", sent(2, "failed", 9), sent(2, "queued", 5, { attempt: 2 }), "queued"],
    ["the old attempt's receipt after that", sent(2, "queued", 5, { attempt: 2 }), sent(2, "failed", 9), "queued"],
  ])("%s", (_, known, incoming, state) => {
    expect(mergeItems([known], [incoming])).toMatchObject([{ state }]);
  });
});

describe("the stream", () => {
  test("an event told twice is applied once", () => {
    const event = aChange(5, aRow({ messageSeq: 2, inboundCount: 2 }), [aMessage(2)]);
    const once = applyEvents(opened([aMessage(1)]), [event]);
    const twice = applyEvents(once, [event]);
    expect(seqs(twice)).toEqual([1, 2]);
    expect(twice.rows.get("c1")).toBe(once.rows.get("c1"));
  });

  test("an older event does not take a row back, but its lines are kept", () => {
    const newer = aChange(6, aRow({ messageSeq: 3, preview: "third" }), [aMessage(3)]);
    const older = aChange(5, aRow({ messageSeq: 2, preview: "second" }), [aMessage(2)]);
    const state = applyEvents(opened([aMessage(1)]), [newer, older]);
    expect(state.rows.get("c1")?.preview).toBe("third");
    expect(seqs(state)).toEqual([1, 2, 3]);
    expect(state.cursor).toBe(6);
  });

  test("an answer that was read before an event does not overwrite it", () => {
    const state = applyEvents(aState(), [aChange(6, aRow({ preview: "new" }))]);
    expect(applyRows(state, [{ ...aRow({ preview: "old" }), read }], 5).rows.get("c1")?.preview).toBe("new");
    expect(applyRows(state, [{ ...aRow({ preview: "newer" }), read }], 6).rows.get("c1")?.preview).toBe("newer");
  });

  test("gone takes everything of it away and leaves who took it", () => {
    const before = applyEvents(opened([aMessage(1)]), [aChange(4, waitingRow())]);
    const state = applyEvents(before, [
      { kind: "gone", seq: 5, conversationId: "c1", name: "conversation.picked_up", by: "Li" },
    ]);
    expect(state.rows.size).toBe(0);
    expect(state.threads.size).toBe(0);
    expect(state.leaving.get("c1")).toMatchObject({ by: "Li", name: "conversation.picked_up" });
  });

  test.each([
    ["content said before it", 4, false],
    ["content of the same moment", 5, false],
    ["content said after it: it came back", 6, true],
  ])("after gone: %s", (_, seq, there) => {
    const gone = { kind: "gone", seq: 5, conversationId: "c1", name: "", by: null } as const;
    const state = applyEvents(aState(), [aChange(1, aRow()), gone, aChange(seq, aRow({ preview: "again" }))]);
    expect(state.rows.has("c1")).toBe(there);
    expect(state.leaving.has("c1")).toBe(!there);
  });

  test("a list read before it was gone does not bring it back", () => {
    const gone = { kind: "gone", seq: 5, conversationId: "c1", name: "", by: null } as const;
    const state = applyEvents(aState(), [gone]);
    expect(applyRows(state, [{ ...aRow(), read }], 4).rows.size).toBe(0);
    expect(applyRows(state, [{ ...aRow(), read }], 7).rows.size).toBe(1);
  });

  test("a late word that it is gone does not take away what came back", () => {
    const gone = { kind: "gone", seq: 3, conversationId: "c1", name: "", by: null } as const;
    expect(applyEvents(aState(), [aChange(5, aRow()), gone]).rows.has("c1")).toBe(true);
  });

  test("only my own reads are taken from an event", () => {
    const reads = { [me]: { ...read, readSeq: 4 }, [li]: { ...read, readSeq: 9 } };
    expect(applyEvents(aState(), [aChange(1, aRow(), [], { reads })]).reads.get("c1")?.readSeq).toBe(4);
  });
});

describe("a thread", () => {
  test("keeps no line when it is not loaded", () => {
    expect(applyEvents(aState(), [aChange(3, aRow(), [aMessage(1)])]).threads.size).toBe(0);
  });

  test("a receipt for a line before the loaded ones is not kept, or the thread would have a hole", () => {
    const state = opened([aMessage(5), aMessage(6)], true);
    expect(seqs(withItems(state, "c1", [sent(2, "delivered")]))).toEqual([5, 6]);
  });

  test("a line that does not follow the last one says what to ask for", () => {
    const state = withItems(opened([aMessage(1), aMessage(2)]), "c1", [aMessage(5)]);
    expect(state.threads.get("c1")?.gapAfter).toBe(2);
    const answer = {
      conversation: { ...aRow({ messageSeq: 5 }), read },
      items: [aMessage(3), aMessage(4), aMessage(5)],
      hasOlder: false,
      cursor: 9,
    };
    const filled = applyThread(state, answer, "after");
    expect(seqs(filled)).toEqual([1, 2, 3, 4, 5]);
    expect(filled.threads.get("c1")?.gapAfter).toBeNull();
  });

  test("older pages go before, and say whether there is more", () => {
    const state = opened([aMessage(5), aMessage(6)], true);
    const older = {
      conversation: { ...aRow(), read },
      items: [aLine(1), aMessage(2), aMessage(3), aMessage(4)],
      hasOlder: false,
      cursor: 0,
    };
    const whole = applyThread(state, older, "older");
    expect(seqs(whole)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(whole.threads.get("c1")?.hasOlder).toBe(false);
  });

  test("a newest page far ahead begins the thread anew; what came meanwhile stays", () => {
    const state = withItems(opened([aMessage(1)]), "c1", [aMessage(22)]);
    const page = {
      conversation: { ...aRow({ messageSeq: 21 }), read },
      items: [aMessage(20), aMessage(21)],
      hasOlder: true,
      cursor: 5,
    };
    const anew = applyThread(state, page, "newest");
    expect(seqs(anew)).toEqual([20, 21, 22]);
    expect(anew.threads.get("c1")).toMatchObject({ hasOlder: true, gapAfter: null });
  });

  test("one that is gone is not opened by an answer on its way", () => {
    const gone = { kind: "gone", seq: 5, conversationId: "c1", name: "", by: null } as const;
    const state = applyEvents(aState(), [gone]);
    const answer = { conversation: { ...aRow(), read }, items: [aMessage(1)], hasOlder: false, cursor: 4 };
    expect(applyThread(state, answer, "newest").threads.size).toBe(0);
  });
});

describe("what I am sending", () => {
  const state = addOutgoing(opened([aMessage(1)]), "c1", outgoing("mine"));

  test("the same client id is one bubble", () => {
    expect(addOutgoing(state, "c1", outgoing("mine")).outgoing.get("c1")).toHaveLength(1);
  });

  test("is confirmed by its client id, from the stream or from the answer", () => {
    const line = sent(2, "queued", 2, { clientId: "mine" });
    const streamed = applyEvents(state, [aChange(3, aRow({ messageSeq: 2 }), [line])]);
    expect(streamed.outgoing.size).toBe(0);
    expect(seqs(streamed)).toEqual([1, 2]);
    expect(seqs(dropOutgoing(withItems(streamed, "c1", [line]), "c1", "mine"))).toEqual([1, 2]);
  });

  test("somebody else's line confirms nothing", () => {
    expect(withItems(state, "c1", [sent(2, "queued", 2, { clientId: "other" })]).outgoing.get("c1")).toHaveLength(1);
  });

  test("is confirmed in a thread that is not loaded, too", () => {
    const closed = addOutgoing(aState(), "c1", outgoing("mine"));
    expect(withItems(closed, "c1", [sent(2, "sent", 2, { clientId: "mine" })]).outgoing.size).toBe(0);
  });

  test("says when it waits, and changes nothing once it is confirmed", () => {
    expect(changeOutgoing(state, "c1", "mine", { state: "offline" }).outgoing.get("c1")?.[0]?.state).toBe("offline");
    const confirmed = dropOutgoing(state, "c1", "mine");
    expect(changeOutgoing(confirmed, "c1", "mine", { state: "refused" })).toBe(confirmed);
  });
});

describe("reading", () => {
  const row = aRow({ messageSeq: 4, inboundCount: 3 });
  const known = applyRows(aState({ counts: { ...noCounts, unread: 1 } }), [{ ...row, read }], 1);
  const all = { readSeq: 4, readInboundCount: 3, hidden: false };

  test("holds at once, against events that have not heard of it", () => {
    const reading = beginReading(known, "c1", all);
    const told = applyEvents(reading, [aChange(2, row, [], { name: "message.status", reads: { [me]: read } })]);
    expect(readOf(told, "c1")).toEqual(all);
    expect(told.counts?.unread).toBe(0);
  });

  test("falls back when the server could not be told", () => {
    const state = endReading(beginReading(known, "c1", all), "c1", null);
    expect(readOf(state, "c1")).toEqual(read);
    expect(state.counts?.unread).toBe(1);
  });
});

describe("answers to verbs of mine", () => {
  test("a row is taken unless a newer line is known", () => {
    const state = applyRows(aState(), [{ ...aRow({ messageSeq: 5 }), read }], 1);
    expect(applyRow(state, aRow({ messageSeq: 4, state: "closed" })).rows.get("c1")?.state).toBe("active");
    expect(applyRow(state, aRow({ messageSeq: 5, ownerPlace: "archived" })).rows.get("c1")?.ownerPlace).toBe(
      "archived",
    );
  });

  test("what I gave away leaves without a goodbye", () => {
    const state = dropRow(opened([aMessage(1)]), "c1");
    expect([state.rows.size, state.threads.size, state.leaving.size]).toEqual([0, 0, 0]);
  });
});

describe("a fresh list", () => {
  test("drops what is known only from before it, keeps what is open and what is newer", () => {
    const rows = ["old", "open", "listed"].map((id) => ({ ...aRow({ id }), read }));
    const state = applyEvents(applyRows(aState(), rows, 1), [aChange(30, aRow({ id: "newer" }))]);
    const fresh = replaceRows(state, [{ ...aRow({ id: "listed" }), read }], 20, "open");
    expect([...fresh.rows.keys()].sort()).toEqual(["listed", "newer", "open"]);
    expect(fresh.cursor).toBe(30);
  });
});

describe("counts", () => {
  const queued = (waiting: number, oldest: Date | null) => ({
    ...noCounts,
    waiting,
    queues: new Map([[queue.id, { waiting, oldest }]]),
  });
  const since = waitingRow().waitingSince;

  test("a new conversation waits", () => {
    const state = applyEvents(aState({ counts: queued(0, null) }), [
      aChange(1, waitingRow(), [], { name: "conversation.created" }),
    ]);
    expect(state.counts).toMatchObject({ waiting: 1 });
    expect(state.counts?.queues.get(queue.id)).toEqual({ waiting: 1, oldest: since });
    expect(state.recount).toBe(0);
  });

  test("taken by a colleague it waits no more; who waits longest now has to be asked", () => {
    const known = applyRows(aState({ counts: queued(2, since) }), [{ ...waitingRow(), read }], 1);
    const state = applyEvents(known, [
      { kind: "gone", seq: 2, conversationId: "c1", name: "conversation.picked_up", by: "Li" },
    ]);
    expect(state.counts?.queues.get(queue.id)?.waiting).toBe(1);
    expect(state.recount).toBe(1);
  });

  test("picked up by me it moves from waiting to mine, once, though answer and event both say so", () => {
    const known = applyRows(aState({ counts: queued(1, since) }), [{ ...waitingRow(), read }], 1);
    const mine = aRow({ messageSeq: 2 });
    const answered = applyRow(known, mine);
    const told = applyEvents(answered, [aChange(2, mine, [aLine(2, "picked_up")], { name: "conversation.picked_up" })]);
    expect(told.counts).toMatchObject({ unread: 1, waiting: 0 });
  });

  test("an event about a conversation that was never listed asks for the numbers", () => {
    const state = applyEvents(aState({ counts: noCounts }), [aChange(1, aRow({ inboundCount: 9 }))]);
    expect(state.recount).toBe(1);
  });

  test("a list had a text before its event came: whether the numbers had it, is asked", () => {
    const listed = applyRows(aState(), [{ ...aRow({ messageSeq: 3, inboundCount: 2 }), read }], 6);
    const counted = withCounts(listed, { ...noCounts, cursor: 6 });
    const told = applyEvents(counted, [aChange(7, aRow({ messageSeq: 3, inboundCount: 2 }), [aMessage(3)])]);
    expect(told.recount).toBe(1);
    const next = applyEvents(told, [aChange(8, aRow({ messageSeq: 4, inboundCount: 3 }), [aMessage(4)])]);
    expect(next.recount).toBe(1);
  });

  test("counted while something moved them, they are asked for once more", () => {
    const state = applyEvents(aState(), [aChange(7, aRow({ inboundCount: 9 }))]);
    expect(withCounts(state, { ...noCounts, cursor: 6 }).recount).toBe(1);
    expect(withCounts(state, { ...noCounts, cursor: 7 }).recount).toBe(0);
  });

  test("what was committed and not told yet when they were counted is asked for, not added again", () => {
    const state = applyEvents(aState({ counts: { ...queued(1, since), cursor: 5, reach: 6 } }), [
      aChange(6, waitingRow(), [], { name: "conversation.created" }),
    ]);
    expect(state.counts?.waiting).toBe(1);
    expect(state.recount).toBe(1);
  });

  test("an event that the counts had seen changes nothing", () => {
    const state = applyEvents(aState({ counts: { ...noCounts, cursor: 5 } }), [
      aChange(5, waitingRow(), [], { name: "conversation.created" }),
    ]);
    expect(state.counts?.waiting).toBe(0);
    expect(state.recount).toBe(0);
  });
});
