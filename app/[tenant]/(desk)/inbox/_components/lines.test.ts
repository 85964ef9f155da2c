import { describe, expect, test } from "vitest";
import { aLine, aMessage, sent } from "@/app/_live/testing";
import type { NoteItem, Outgoing, ThreadItem } from "@/app/_live/types";
import { firstUnread, lateMinutes, threadLines } from "./lines";

const at = (minutes: number) => new Date(Date.UTC(2026, 4, 4, 10, minutes));
const note = (seq: number): NoteItem => ({
  kind: "note",
  seq,
  id: `n${seq}`,
  author: null,
  text: "note",
  clientId: null,
  createdAt: at(seq),
});
const pending: Outgoing = {
  clientId: "mine",
  mode: "reply",
  text: "…",
  createdAt: at(9),
  seenSeq: 3,
  state: "sending",
};
const shape = (items: ThreadItem[], fields: Partial<Parameters<typeof threadLines>[0]> = {}) =>
  threadLines({
    items,
    outgoing: [],
    newFrom: null,
    memberId: "me",
    dayOf: (day) => Math.floor(day.getTime() / 86_400_000),
    ...fields,
  }).map((line) => (line.kind === "group" ? `${line.side}${line.bubbles.length}` : line.kind));

describe("a thread is arranged", () => {
  test.each<[string, ThreadItem[], string[]]>([
    ["nothing", [], []],
    ["one sender within three minutes is one group", [aMessage(1), aMessage(2), aMessage(3)], ["day", "in3"]],
    ["a pause of three minutes parts them", [aMessage(1), aMessage(4)], ["day", "in1", "in1"]],
    ["another sender begins a group", [aMessage(1), sent(2, "sent"), aMessage(3)], ["day", "in1", "out1", "in1"]],
    [
      "two colleagues are two senders",
      [sent(1, "sent"), sent(2, "sent", 2, { author: { id: "li", name: "Li" } })],
      ["day", "out1", "out1"],
    ],
    ["a note parts a group", [aMessage(1), note(2), aMessage(3)], ["day", "in1", "note", "in1"]],
    [
      "so does a line of the system",
      [aLine(1), aMessage(2), aLine(3, "picked_up"), aMessage(4)],
      ["day", "system", "in1", "system", "in1"],
    ],
    ["each day has a line", [aMessage(1), aMessage(2, { createdAt: at(60 * 24) })], ["day", "in1", "day", "in1"]],
  ])("%s", (_, items, lines) => {
    expect(shape(items)).toEqual(lines);
  });

  test("the New divider stands before the first unread line and parts a group", () => {
    expect(shape([aMessage(1), aMessage(2), aMessage(3)], { newFrom: 2 })).toEqual(["day", "in1", "new", "in2"]);
  });

  test("what is being sent joins my own group at the end", () => {
    expect(shape([aMessage(1), sent(8, "sent")], { outgoing: [pending] })).toEqual(["day", "in1", "out2"]);
  });

  test("a bubble keeps its key when the server confirms it", () => {
    const provisional = threadLines({ items: [], outgoing: [pending], newFrom: null, memberId: "me", dayOf: () => 1 });
    const confirmed = threadLines({
      items: [sent(4, "queued", 4, { clientId: "mine" })],
      outgoing: [],
      newFrom: null,
      memberId: "me",
      dayOf: () => 1,
    });
    expect(provisional.map(({ key }) => key)).toEqual(confirmed.map(({ key }) => key));
  });
});

test("new is what the customer wrote after what was read", () => {
  const items = [aMessage(1), sent(2, "sent"), aLine(3), aMessage(4)];
  expect(firstUnread(items, 1)).toBe(4);
  expect(firstUnread(items, 0)).toBe(1);
  expect(firstUnread(items, 4)).toBeNull();
});

test.each([
  ["no word from the carrier", null, null],
  ["a few seconds", at(20), null],
  ["a quarter of an hour", at(6), 14],
])("how late a message is: %s", (_, carrierAt, minutes) => {
  expect(lateMinutes(aMessage(20, { carrierAt, createdAt: at(20) }))).toBe(minutes);
});
