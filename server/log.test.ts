import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { createLog } from "@/server/log";

function logged(object: Record<string, unknown>): Record<string, unknown> {
  let line = "";
  const log = createLog(
    "info",
    new Writable({
      write(chunk, _, done) {
        line += chunk;
        done();
      },
    }),
  );
  log.info(object, "hello");
  return JSON.parse(line);
}

test("a line is JSON with level, time and what was said", () => {
  expect(logged({ conversationId: "c1" })).toMatchObject({
    level: "info",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    conversationId: "c1",
    msg: "hello",
  });
});

test("secrets and what people wrote are blacked out, one and two levels down as well", () => {
  const line = logged({
    password: "hunter2",
    headers: { authorization: "Bearer abc" },
    message: { id: "m1", text: "my card is 4242", reply: { body: "thanks" } },
  });
  expect(JSON.stringify(line)).not.toMatch(/hunter2|abc|4242|thanks/);
  expect(line).toMatchObject({ message: { id: "m1", text: "[redacted]" } });
});
