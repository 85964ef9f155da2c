import { describe, expect, test } from "vitest";
import { advance, deadlineOf, newRun, waitsForReply } from "./advance";
import { node } from "./node";
import { nodes } from "./nodes";
import { type Drawn, type DrawOptions, noon, Played, planOf } from "./testing";
import { t } from "./types";

const start = (next: string): Drawn => ["start", {}, { SUCCESS: next }];
const hour = 3_600_000;

const asking = (options: DrawOptions = {}) =>
  planOf(
    {
      start: start("hi"),
      hi: ["reply", { text: "Yes?" }, { SUCCESS: "wait" }],
      wait: ["wait_reply", { timeout: { n: 1, unit: "hours" }, save: "var_a" }, { REPLIED: "thanks", TIMEOUT: "late" }],
      thanks: ["reply", { text: "{{ var_a }}!" }, { SUCCESS: "end" }],
      late: ["end", { result: "abandoned" }],
      end: ["end"],
    },
    options,
  );

describe("a conversation", () => {
  test("asks, waits, hears, answers, ends", () => {
    const run = new Played(asking(), { message_body: "menu" });
    expect(run.request).toMatchObject({ kind: "send", id: "2", visit: 2, message: { text: "Yes?" } });
    run.ok();
    expect(run.request).toMatchObject({ kind: "wait", visit: 3, deadline: noon + hour });
    expect(deadlineOf(run.run)).toBe(noon + hour);
    expect(waitsForReply(run.run)).toBe(true);
    expect(run.says("sure").request).toMatchObject({ kind: "send", id: "4", message: { text: "sure!" } });
    expect(run.ok().request).toMatchObject({ kind: "end", result: "completed" });
    expect(run.path).toEqual(["start", "hi", "wait", "thanks", "end"]);
    expect(run.visitOf("wait")).toMatchObject({ visit: 3, outcome: "REPLIED", output: { var_a: "sure" } });
    expect(run.visitOf("hi")).toMatchObject({ outcome: "SUCCESS", asked: { kind: "send" } });
  });

  test("an answer that came before the wait was stored counts", () => {
    const run = new Played(asking()).says("quick");
    expect(run.request).toBeUndefined();
    expect(run.ok().request).toMatchObject({ kind: "send", message: { text: "quick!" } });
    expect(run.outcomeOf("wait")).toBe("REPLIED");
  });

  test("the message that started the run does not satisfy its wait", () => {
    expect(new Played(asking(), { message_body: "menu" }).ok().run.status).toBe("waiting");
  });

  test("messages wait for the next wait in their order, and one wait takes one", () => {
    const plan = planOf({
      start: start("a"),
      a: ["delay", { for: { n: 1, unit: "hours" } }, { SUCCESS: "w1" }],
      w1: ["wait_reply", { save: "var_a" }, { REPLIED: "w2", TIMEOUT: "end" }],
      w2: ["wait_reply", { save: "var_b" }, { REPLIED: "w3", TIMEOUT: "end" }],
      w3: ["wait_reply", { save: "var_c" }, { REPLIED: "end", TIMEOUT: "end" }],
      end: ["end"],
    });
    const run = new Played(plan).says("one", 10).says("two", 10).after(hour);
    expect(run.run).toMatchObject({ status: "waiting", nodeId: "w3", variables: { var_a: "one", var_b: "two" } });
  });

  test("what a message brings along is read with the message", () => {
    const run = new Played(asking(), { sms_from: "old" });
    run.feed({ kind: "reply", at: noon, message: { id: "m", text: "x" }, data: { sms_from: "new" } });
    expect(run.run.data.sms_from).toBe("old");
    expect(run.ok().run.data).toMatchObject({ sms_from: "new", message_body: "x" });
  });
});

describe("a node that fails and leads nowhere", () => {
  const failing = (options: DrawOptions = {}) =>
    planOf(
      {
        start: start("hand"),
        hand: ["assign_agent", {}, { SUCCESS: "end" }],
        end: ["end"],
      },
      options,
    );
  test("hands over, and says which node and why", () => {
    const run = new Played(failing()).refused("no_contact_owner");
    expect(run.request).toMatchObject({
      kind: "end",
      result: "failed",
      reason: { code: "no_contact_owner" },
      handover: { nodeId: "hand", nodeName: "hand", reason: { code: "no_contact_owner" } },
    });
    expect(run.run).toMatchObject({ status: "ended", result: "failed" });
  });
  test("ends where the flow says so", () => {
    const run = new Played(failing({ settings: { onFailure: "end" } })).refused();
    expect(run.request).toMatchObject({ kind: "end", result: "failed" });
    expect(run.request).not.toHaveProperty("handover");
  });
  test("ends where there is no customer's message", () => {
    const run = new Played(failing({ kind: "event", trigger: { id: "conversation.closed" } })).refused();
    expect(run.request).not.toHaveProperty("handover");
  });
  test("FAILED that leads somewhere goes there", () => {
    const plan = planOf({
      start: start("hand"),
      hand: ["assign_agent", {}, { SUCCESS: "end", FAILED: "all" }],
      all: ["assign_all", {}, { SUCCESS: "end" }],
      end: ["end"],
    });
    expect(new Played(plan).refused().ok().path).toEqual(["start", "hand", "all", "end"]);
  });
  test("SKIPPED that leads nowhere goes on along SUCCESS", () => {
    const run = new Played(asking()).answer({ ok: true, outcome: "SKIPPED", reason: { code: "opted_out" } });
    expect(run.visitOf("hi")).toMatchObject({ outcome: "SKIPPED", reason: { code: "opted_out" } });
    expect(run.run.nodeId).toBe("wait");
  });
  test("an outcome that nobody drew fails the draft", () => {
    const plan = planOf({ start: start("ask"), ask: ["is_assigned", {}, {}] });
    expect(new Played(plan).ok(true).run).toMatchObject({ result: "failed", reason: { code: "no_next" } });
  });
  test("settings that do not fit fail where they are reached", () => {
    const plan = planOf({ start: start("w"), w: ["delay", { for: "ever" }, {}] });
    expect(new Played(plan).run).toMatchObject({ result: "failed", reason: { code: "setting_invalid" } });
  });
  test("a node that throws has failed, the run has not", () => {
    const boom = node({
      type: "boom",
      group: "data",
      class: "P",
      label: t("Boom", "爆"),
      icon: "bomb",
      step: () => {
        throw new Error("boom");
      },
    });
    const plan = planOf(
      { start: start("boom"), boom: ["boom", {}, { SUCCESS: "end", FAILED: "end" }], end: ["end"] },
      { nodes: { ...nodes, boom } },
    );
    expect(new Played(plan)).toMatchObject({ run: { result: "completed" } });
  });
});

describe("a person takes the conversation over", () => {
  test("the run is silent, and goes on when it is released", () => {
    const run = new Played(asking()).ok().it("takeover");
    expect(run.run.status).toBe("paused");
    expect(run.says("sure").request).toBeUndefined();
    expect(run.after(10 * hour).request).toBeUndefined();
    expect(run.it("released").request).toMatchObject({ kind: "send", message: { text: "sure!" } });
  });
  test("released while still waiting: the wait is asked for again", () => {
    const run = new Played(asking()).ok().it("takeover").it("released");
    expect(run.run.status).toBe("waiting");
    expect(run.request).toMatchObject({ kind: "wait", deadline: noon + hour });
  });
  test("released after the deadline: it times out", () => {
    const run = new Played(asking())
      .ok()
      .it("takeover")
      .after(2 * hour)
      .it("released");
    expect(run.outcomeOf("wait")).toBe("TIMEOUT");
  });
  test("an answer in flight is kept until it is released", () => {
    const run = new Played(asking()).it("takeover");
    expect(run.ok().request).toBeUndefined();
    expect(run.run.status).toBe("paused");
    expect(run.it("released").run).toMatchObject({ status: "waiting", nodeId: "wait" });
  });
  test("before its first step", () => {
    const plan = asking();
    const [taken] = advance(plan, newRun("r"), { kind: "takeover", at: noon });
    const [begun, none] = advance(plan, taken, { kind: "started", at: noon, zone: "UTC" });
    expect(none).toBeUndefined();
    const [, request] = advance(plan, begun, { kind: "released", at: noon });
    expect(request).toMatchObject({ kind: "send" });
    expect(advance(plan, taken, { kind: "released", at: noon })[0].status).toBe("new");
  });
  test("ends, or goes on, where the flow says so", () => {
    const ended = new Played(asking({ settings: { onTakeover: "end" } })).ok().it("takeover");
    expect(ended.run).toMatchObject({ status: "ended", result: "abandoned", reason: { code: "taken_over" } });
    const goesOn = new Played(asking({ settings: { onTakeover: "continue" } })).ok().it("takeover");
    expect(goesOn.run.status).toBe("waiting");
  });
  test("a background flow does not care", () => {
    const plan = planOf({ start: start("w"), w: ["delay", {}, { SUCCESS: "end" }], end: ["end"] });
    expect(new Played(plan).it("takeover").run.status).toBe("waiting");
    expect(new Played(plan).it("closed").run.status).toBe("waiting");
  });
});

describe("other ends", () => {
  test("a conversation that closes ends the run that waits or pauses", () => {
    const ended = { status: "ended", result: "abandoned", reason: { code: "conversation_closed" } };
    const run = new Played(asking()).ok().it("closed");
    expect(run.run).toMatchObject(ended);
    expect(run.visitOf("wait")).toMatchObject({ outcome: null, leftAt: noon, reason: { code: "conversation_closed" } });
    expect(new Played(asking()).ok().it("takeover").it("closed").run).toMatchObject(ended);
  });
  test("closed while it walked: it does not wait in a conversation that is over", () => {
    const plan = planOf({
      start: start("all"),
      all: ["assign_all", {}, { SUCCESS: "wait" }],
      wait: ["wait_reply", {}, { REPLIED: "end", TIMEOUT: "end" }],
      end: ["end"],
    });
    expect(new Played(plan).it("closed").ok().run).toMatchObject({ reason: { code: "conversation_closed" } });
  });
  test("somebody cancels", () => {
    for (const run of [new Played(asking()), new Played(asking()).ok(), new Played(asking()).it("takeover")]) {
      expect(run.it("cancelled").run).toMatchObject({ status: "ended", result: "cancelled" });
      expect(run.request).toMatchObject({ kind: "end", result: "cancelled" });
    }
  });
  test("what has ended stays as it is", () => {
    const run = new Played(asking()).it("cancelled");
    const before = run.run;
    expect(run.says("x").it("takeover").it("released").it("closed").ok().run).toBe(before);
  });
  test("stale answers and an early clock change nothing", () => {
    const run = new Played(asking()).ok();
    const before = run.run;
    run.feed({ kind: "answered", at: noon, to: "2", answer: { ok: true } }).after(1000);
    expect(run.run).toEqual(before);
    expect(run.request).toBeUndefined();
  });
  test("a second start changes nothing", () => {
    const run = new Played(asking()).ok();
    expect(run.feed({ kind: "started", at: noon }).path).toEqual(["start", "hi", "wait"]);
  });
});

describe("loops", () => {
  const counting = (most: number) =>
    planOf({
      start: start("add"),
      add: ["set_variable", { set: [{ var: "var_n", op: "add", as: "number", literal: "1" }] }, { SUCCESS: "more" }],
      more: ["expression", { mode: "code", code: `var_n < ${most}` }, { TRUE: "add", FALSE: "end" }],
      end: ["end"],
    });
  test("a sprint visits at most 100 nodes", () => {
    expect(new Played(counting(49)).run).toMatchObject({ result: "completed", visit: 100 });
    const run = new Played(counting(50));
    expect(run.run).toMatchObject({
      result: "failed",
      visit: 100,
      reason: { code: "loop_limit", params: { max: 100 } },
    });
    expect(run.request).toHaveProperty("handover");
  });
  test("a run makes at most 2,000 visits", () => {
    const plan = planOf({ start: start("w"), w: ["delay", {}, { SUCCESS: "w" }] });
    const run = new Played(plan);
    let hours = 0;
    while (run.run.status !== "ended" && hours++ < 3000) run.after(hour);
    expect(run.run).toMatchObject({ visit: 2000, reason: { code: "loop_limit", params: { max: 2000 } } });
  });
});

test("too many messages that nobody waits for: the oldest are put aside", () => {
  const plan = planOf({
    start: start("d"),
    d: ["delay", {}, { SUCCESS: "w" }],
    w: ["wait_reply", { save: "var_a" }, { REPLIED: "end", TIMEOUT: "end" }],
    end: ["end"],
  });
  const run = new Played(plan);
  for (let i = 0; i < 60; i++) run.says(`message ${i}`, 1);
  expect(run.run.held).toHaveLength(50);
  expect(run.after(hour).run.variables).toEqual({ var_a: "message 10" });
});

test("a node is one file and one line: a new type works everywhere without another word", () => {
  const echo = node({
    type: "echo",
    group: "integration",
    class: "X",
    label: t("Echo", "回声"),
    icon: "repeat",
    step: (_state, _config, answer) =>
      answer?.kind === "answered" && answer.answer.ok
        ? { outcome: "SUCCESS", set: { var_echo: String(answer.answer.value) } }
        : { ask: { kind: "call", what: "echo", input: { text: "hello" } } },
  });
  const plan = planOf(
    { start: start("echo"), echo: ["echo", {}, { SUCCESS: "end" }], end: ["end"] },
    { nodes: { ...nodes, echo } },
  );
  const run = new Played(plan);
  expect(run.request).toMatchObject({ kind: "call", what: "echo", input: { text: "hello" } });
  expect(run.ok("hello").run).toMatchObject({ result: "completed", variables: { var_echo: "hello" } });
});
