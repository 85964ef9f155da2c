import { describe, expect, test } from "vitest";
import { aRow, aState, li, queue, waitingRow } from "./testing";
import type { ConversationRow, Read } from "./types";
import { byActivity, inView, unreadOf, type View } from "./views";

const { viewer } = aState();
const other = { id: li, name: "Li" };
const closedAt = new Date(0);

describe("which list shows a conversation", () => {
  test.each<[string, ConversationRow, View["name"][]]>([
    ["mine", aRow(), ["recent", "all"]],
    ["mine, archived", aRow({ ownerPlace: "archived" }), ["archived", "all"]],
    ["mine, closed", aRow({ state: "closed", closedAt, ownerPlace: "archived" }), ["archived", "all"]],
    ["mine, removed", aRow({ ownerPlace: "removed" }), ["all"]],
    ["waiting in my queue", waitingRow(), ["recent", "waiting", "all"]],
    ["waiting in another queue", waitingRow({ queue: { id: "billing", name: "Billing" } }), ["all"]],
    ["waiting for everyone", waitingRow({ audience: "everyone", queue: null }), ["recent", "waiting", "all"]],
    ["a colleague's", aRow({ owner: other }), ["all"]],
    ["a colleague's, closed", aRow({ owner: other, state: "closed", closedAt }), ["all"]],
    ["a flow's", aRow({ state: "bot", owner: null }), ["all"]],
  ])("%s", (_, row, shown) => {
    const names = ["recent", "waiting", "archived", "all"] as const;
    expect(names.filter((name) => inView(row, undefined, { name }, viewer))).toEqual(shown);
  });

  test("who does not take conversations has nothing waiting", () => {
    expect(inView(waitingRow(), undefined, { name: "waiting" }, { ...viewer, takesConversations: false })).toBe(false);
  });

  test("one queue, or only what waits for all agents", () => {
    const forAll = waitingRow({ audience: "everyone", queue: null });
    expect(inView(waitingRow(), undefined, { name: "waiting", queueId: queue.id }, viewer)).toBe(true);
    expect(inView(forAll, undefined, { name: "waiting", queueId: queue.id }, viewer)).toBe(false);
    expect(inView(forAll, undefined, { name: "waiting", queueId: "everyone" }, viewer)).toBe(true);
  });

  test("what I took off my lists is in none", () => {
    const hidden: Read = { readSeq: 1, readInboundCount: 1, hidden: true };
    expect(inView(waitingRow(), hidden, { name: "all" }, viewer)).toBe(false);
  });

  test("the Unread filter hides what is read", () => {
    const read: Read = { readSeq: 1, readInboundCount: 1, hidden: false };
    expect(inView(aRow(), read, { name: "recent", unread: true }, viewer)).toBe(false);
    expect(inView(aRow({ inboundCount: 2 }), read, { name: "recent", unread: true }, viewer)).toBe(true);
  });
});

test("unread is what came in and was not read, never less than nothing", () => {
  expect(unreadOf(aRow({ inboundCount: 4 }), { readSeq: 9, readInboundCount: 1, hidden: false })).toBe(3);
  expect(unreadOf(aRow({ inboundCount: 1 }), { readSeq: 9, readInboundCount: 3, hidden: false })).toBe(0);
});

test("newest activity first; equal ones by id, as the server pages them", () => {
  const at = new Date(1000);
  const rows = [
    aRow({ id: "a", lastActivityAt: at }),
    aRow({ id: "c", lastActivityAt: at }),
    aRow({ id: "b", lastActivityAt: new Date(2000) }),
  ];
  expect(rows.sort(byActivity).map(({ id }) => id)).toEqual(["b", "c", "a"]);
});
