import { expect, test } from "vitest";
import { eventStreamReader, type StreamMessage } from "./sse";

const stream =
  'event: hello\ndata: {"cursor":1}\n\n: a comment\n\nevent: change\nid: 7\ndata: one\ndata: two\n\ndata: bare\n\n';
const told: StreamMessage[] = [
  { event: "hello", data: '{"cursor":1}' },
  { event: "change", data: "one\ntwo" },
  { event: "message", data: "bare" },
];

function read(pieces: string[]): StreamMessage[] {
  const messages: StreamMessage[] = [];
  const feed = eventStreamReader((message) => messages.push(message));
  for (const piece of pieces) feed(piece);
  return messages;
}

test.each([
  ["whole", [stream]],
  ["character by character", [...stream]],
  ["with CRLF", [stream.replaceAll("\n", "\r\n")]],
  ["with CRLF, cut between the two", [...stream.replaceAll("\n", "\r\n")]],
])("a stream is read %s", (_, pieces) => {
  expect(read(pieces)).toEqual(told);
});

test("what has no end yet is not a message", () => {
  expect(read(["data: half\n"])).toEqual([]);
});
