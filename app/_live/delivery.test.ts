import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addOutgoing } from "./apply";
import { createDelivery } from "./delivery";
import type { Api } from "./refusal";
import { createLiveStore } from "./store";
import { aMessage, me, queue } from "./testing";

/** A server whose answers the test gives, one request at a time. */
function server() {
  const asked: { text: string; answer: (as: "ok" | "gone") => Promise<void> }[] = [];
  const mutate = ({ text, clientId }: { text: string; clientId: string }) =>
    new Promise((taken, lost) =>
      asked.push({
        text,
        async answer(as) {
          if (as === "ok") taken(aMessage(asked.length, { text, clientId, direction: "out" }));
          else lost(new TypeError("Failed to fetch"));
          await vi.advanceTimersByTimeAsync(0);
        },
      }),
    );
  const conversations = { reply: { mutate }, note: { mutate } };
  return { asked, texts: () => asked.map(({ text }) => text), api: { conversations } as unknown as Api };
}

function inbox() {
  const { asked, texts, api } = server();
  const viewer = { memberId: me, queueIds: [queue.id], takesConversations: true, seesAll: false };
  const store = createLiveStore(viewer, 0);
  const { deliver, flush } = createDelivery(store, api, async () => {});
  const write = async (text: string, conversationId = "c1") => {
    store.setState((live) =>
      addOutgoing(live, conversationId, {
        clientId: text,
        mode: "reply",
        text,
        createdAt: new Date(),
        seenSeq: 1,
        state: "sending",
      }),
    );
    void deliver(conversationId, text);
    await vi.advanceTimersByTimeAsync(0);
  };
  const states = () => (store.getState().outgoing.get("c1") ?? []).map(({ text, state }) => `${text} ${state}`);
  return { asked, texts, write, flush, states };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("answers in one conversation leave one after another, those in another do not wait for them", async () => {
  const { asked, texts, write, states } = inbox();
  await write("one");
  await write("two");
  await write("elsewhere", "c2");
  expect(texts()).toEqual(["one", "elsewhere"]);
  await asked[0]!.answer("ok");
  expect(texts()).toEqual(["one", "elsewhere", "two"]);
  await asked[2]!.answer("ok");
  expect(states()).toEqual([]);
});

test("what is written after one that waits for the line waits behind it, and all leave in order", async () => {
  const { asked, texts, write, flush, states } = inbox();
  await write("one");
  await asked[0]!.answer("gone");
  await write("two");
  expect(states()).toEqual(["one offline", "two offline"]);
  expect(texts()).toEqual(["one"]);
  void flush();
  await vi.advanceTimersByTimeAsync(0);
  await asked[1]!.answer("ok");
  await asked[2]!.answer("ok");
  expect(texts()).toEqual(["one", "one", "two"]);
  expect(states()).toEqual([]);
});

test("a server that was away for a moment is asked again, also when the stream never noticed", async () => {
  const { asked, texts, write, states } = inbox();
  await write("one");
  await asked[0]!.answer("gone");
  await vi.advanceTimersByTimeAsync(2_000);
  await asked[1]!.answer("gone");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(texts()).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(2_000);
  await asked[2]!.answer("ok");
  expect(states()).toEqual([]);
});
