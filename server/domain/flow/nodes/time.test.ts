import { describe, expect, test } from "vitest";
import { only } from "../testing";
import type { Values } from "../types";

const hour = 3_600_000;

describe("reply", () => {
  test("an empty text is not sent", () => {
    const run = only("reply", { text: "{{ user_fullname }}" });
    expect(run.outcomeOf("node")).toBe("FAILED");
    expect(run.reasonOf("node")?.code).toBe("empty_message");
    expect(run.visitOf("node")?.notes).toContainEqual({ code: "unknown_variable", params: { name: "user_fullname" } });
  });
  test("can wait until it is delivered", () => {
    const waiting = () => only("reply", { text: "Hi", waitFor: "delivered" }).answer({ ok: true, ref: "m1" });
    expect(waiting().request).toMatchObject({ kind: "wait", deadline: expect.any(Number) });
    const event = (name: string, ref: string) => ({ kind: "event" as const, at: 0, name, ref });
    expect(waiting().feed(event("message.delivered", "m1")).outcomeOf("node")).toBe("SUCCESS");
    expect(waiting().feed(event("message.failed", "m1")).outcomeOf("node")).toBe("FAILED");
    expect(waiting().feed(event("message.sent", "m1")).run.status).toBe("waiting");
    expect(waiting().feed(event("message.delivered", "m2")).run.status).toBe("waiting");
    expect(
      waiting()
        .after(25 * hour)
        .outcomeOf("node"),
    ).toBe("FAILED");
  });
});

describe("wait for reply", () => {
  const config = { timeout: { n: 1, unit: "hours" }, save: "var_answer" };
  test("the first message", () => {
    const run = only("wait_reply", config, { sms_body: "old" });
    expect(run.request).toMatchObject({ kind: "wait", waits: [{ kind: "reply" }], deadline: run.now + hour });
    expect(run.says("yes").outcomeOf("node")).toBe("REPLIED");
    expect(run.run.variables).toEqual({ var_answer: "yes" });
    expect(run.run.data).toMatchObject({ message_body: "yes", sms_body: "yes", message_subtype: "text" });
  });
  test("times out at the deadline and not before", () => {
    const run = only("wait_reply", config);
    expect(run.after(hour - 1).run.status).toBe("waiting");
    expect(run.after(1).outcomeOf("node")).toBe("TIMEOUT");
  });
  test("the deadline counts even if the clock comes late", () => {
    expect(
      only("wait_reply", config)
        .after(100 * hour)
        .outcomeOf("node"),
    ).toBe("TIMEOUT");
  });
  test("a burst is one answer", () => {
    const run = only("wait_reply", { ...config, collect: "burst", quietFor: 10 });
    expect(run.says("one", 1000).request).toMatchObject({ kind: "wait", deadline: run.now + 10_000 });
    expect(run.says("two", 9000).request).toMatchObject({ deadline: run.now + 10_000 });
    expect(run.after(9999).run.status).toBe("waiting");
    expect(run.after(1).outcomeOf("node")).toBe("REPLIED");
    expect(run.run.variables).toEqual({ var_answer: "one\ntwo" });
  });
  test("a customer who never stops is answered all the same", () => {
    const run = only("wait_reply", { ...config, collect: "burst" });
    for (let i = 0; i < 50; i++) run.says("more", 10);
    expect(run.run.result).toBe("REPLIED");
  });
});

describe("delay", () => {
  test.each<[string, Record<string, unknown>, Values, number]>([
    ["for a while", { mode: "for", for: { n: 90, unit: "minutes" } }, {}, 1.5],
    ["until 09:00 in Shanghai, tomorrow there", { mode: "untilTime", time: "09:00" }, {}, 13],
    [
      "until 09:00 in a fixed zone",
      { mode: "untilTime", time: "09:00", zone: "fixed", fixedZone: "America/New_York" },
      {},
      2,
    ],
    ["until a Wednesday", { mode: "untilTime", time: "09:00", days: [3] }, {}, 37],
    ["until a date", { mode: "untilVar", variable: "page_title" }, { page_title: { date: "2026-03-02T14:00:00Z" } }, 2],
    ["until a written local date", { mode: "untilVar", variable: "page_title" }, { page_title: "2026-03-03" }, 4],
    [
      "before it",
      { mode: "untilVar", variable: "page_title", offset: { n: -1, unit: "hours" } },
      { page_title: "2026-03-03" },
      3,
    ],
  ])("%s", (_, config, data, hours) => {
    const run = only("delay", config, data, "Asia/Shanghai");
    expect(run.request).toMatchObject({ kind: "wait", waits: [{ kind: "delay" }], deadline: run.now + hours * hour });
    expect(run.after(hours * hour - 1).run.status).toBe("waiting");
    expect(run.after(1).outcomeOf("node")).toBe("SUCCESS");
  });
  test("a time that has passed is no wait", () => {
    const run = only("delay", { mode: "untilVar", variable: "page_title" }, { page_title: "2020-01-01" });
    expect(run.outcomeOf("node")).toBe("SUCCESS");
  });
  test.each<Values>([{}, { page_title: "soon" }])("a date that is none fails: %j", (data) => {
    expect(only("delay", { mode: "untilVar", variable: "page_title" }, data).outcomeOf("node")).toBe("FAILED");
  });
});
