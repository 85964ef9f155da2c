import { describe, expect, test } from "vitest";
import { parseExpression } from "../expression";
import { Played, planOf } from "../testing";
import type { Answer, NodeType, Value, Values } from "../types";
import { nodes } from "./index";

/** A flow of one node whose every outcome ends under its own name. */
function only(type: string, config: Record<string, unknown>, data: Values = {}, zone = "UTC"): Played {
  const known = nodes[type] as NodeType;
  const parsed = known.schema.parse(config);
  const ids = known.outcomes(parsed).map(({ id }) => id);
  const end = (outcome: string) => `end-${outcome.replace(":", "-")}`;
  const plan = planOf({
    start: ["start", {}, { SUCCESS: "node" }],
    node: [type, config, Object.fromEntries(ids.map((id) => [id, end(id)]))],
    ...Object.fromEntries(ids.map((id) => [end(id), ["end", { result: "label", label: id }]] as const)),
  });
  return new Played(plan, data, zone);
}

const hour = 3_600_000;
const good: Answer = { ok: true };
const bad: Answer = { ok: false, reason: { code: "agent_gone" } };

describe("nodes that ask the world once", () => {
  test.each<[type: string, config: Record<string, unknown>, request: object, outcomes: [Answer, string][]]>([
    [
      "is_assigned",
      {},
      { kind: "read", what: "assigned", by: "contact_owner" },
      [
        [{ ok: true, value: true }, "TRUE"],
        [{ ok: true, value: false }, "FALSE"],
        [{ ok: true, value: "x" }, "FAILED"],
        [bad, "FAILED"],
      ],
    ],
    ["is_assigned", { by: "conversation" }, { by: "conversation" }, [[{ ok: true, value: true }, "TRUE"]]],
    [
      "agents_offline",
      { scope: "queue", queueId: "q1", countAway: true },
      { kind: "read", what: "agents_offline", scope: "queue", queueId: "q1", countAway: true },
      [
        [{ ok: true, value: true }, "TRUE"],
        [{ ok: true, value: false }, "FALSE"],
        [bad, "FAILED"],
      ],
    ],
    ["agents_offline", { scope: "agents", agentIds: ["a"] }, { scope: "agents", agentIds: ["a"] }, [[bad, "FAILED"]]],
    [
      "assign_all",
      {},
      { kind: "write", what: "assign", to: { kind: "all" } },
      [
        [good, "SUCCESS"],
        [bad, "FAILED"],
      ],
    ],
    [
      "assign_agent",
      {},
      { kind: "write", what: "assign", to: { kind: "contact_owner", ifUnavailable: "assign_anyway" } },
      [
        [good, "SUCCESS"],
        [bad, "FAILED"],
      ],
    ],
    [
      "assign_agent",
      { who: "agent", agentId: "a1", ifUnavailable: "fail" },
      { to: { kind: "agent", agentId: "a1", ifUnavailable: "fail" } },
      [[good, "SUCCESS"]],
    ],
    [
      "assign_queue",
      { queueId: "q1", mode: "round_robin", onlineFirst: true },
      { to: { kind: "queue", queueId: "q1", mode: "round_robin", onlineFirst: true } },
      [
        [good, "SUCCESS"],
        [{ ok: true, outcome: "FALSE" }, "FALSE"],
        [bad, "FAILED"],
      ],
    ],
    [
      "transform_message",
      { target: "email" },
      { kind: "write", what: "transform", target: "email", stripQuoted: true, stripHtml: true, setReplyChannel: false },
      [
        [good, "SUCCESS"],
        [bad, "FAILED"],
      ],
    ],
    [
      "tag",
      { on: "conversation", add: ["vip"], remove: ["new"] },
      { kind: "write", what: "tag", on: "conversation", add: ["vip"], remove: ["new"] },
      [
        [good, "SUCCESS"],
        [bad, "FAILED"],
      ],
    ],
    [
      "reply",
      { text: "Hello {{ user_fullname | default: 'there' }}" },
      {
        kind: "send",
        message: {
          as: "bot",
          channel: "conversation",
          text: "Hello there",
          attachmentIds: [],
          quickReplies: [],
          silent: false,
          category: "service",
        },
      },
      [
        [good, "SUCCESS"],
        [{ ok: true, outcome: "SKIPPED", reason: { code: "opted_out" } }, "SKIPPED"],
        [bad, "FAILED"],
      ],
    ],
    [
      "reply",
      { source: "canned", savedReplyId: "s1", as: "agent", agentId: "a1" },
      { message: { as: "agent", agentId: "a1", savedReplyId: "s1", text: "" } },
      [[good, "SUCCESS"]],
    ],
  ])("%s %j", (type, config, request, answers) => {
    for (const [answer, outcome] of answers) {
      const run = only(type, config);
      expect(run.request).toMatchObject(request);
      expect(run.answer(answer).outcomeOf("node")).toBe(outcome);
      expect(run.run).toMatchObject({ status: "ended", result: outcome });
    }
  });
});

describe("get customer data", () => {
  const outputs = [
    { var: "var_name", from: "standard", field: "user_fullname" },
    { var: "var_size", from: "custom", field: "size" },
  ];
  test("puts what was read into variables, an empty field as nothing", () => {
    const run = only("get_contact_data", { outputs });
    expect(run.request).toMatchObject({ kind: "read", what: "contact", outputs });
    expect(run.ok({ var_name: "Ann", var_other: 1 }).run.variables).toEqual({ var_name: "Ann", var_size: null });
    expect(run.visitOf("node")).toMatchObject({ outcome: "SUCCESS", output: { var_name: "Ann", var_size: null } });
  });
  test("nothing chosen is nothing to do", () => expect(only("get_contact_data", {}).outcomeOf("node")).toBe("SUCCESS"));
  test("what cannot be read fails", () => {
    expect(only("get_contact_data", { outputs }).refused().outcomeOf("node")).toBe("FAILED");
  });
});

describe("logic expression", () => {
  const row = { field: "user_country", op: "eq", value: "CN" };
  test.each<[Record<string, unknown>, Values, string, string?]>([
    [{ mode: "code", code: "user_country == 'CN'" }, { user_country: "CN" }, "TRUE"],
    [{ mode: "code", code: "user_country == 'CN'" }, { user_country: "US" }, "FALSE"],
    [{ mode: "code", code: "user_country == 'CN'" }, {}, "FAILED", "missing_value"],
    [{ mode: "code", code: "user_country == 'CN'" }, { user_country: 5 }, "FAILED", "type_mismatch"],
    [{ mode: "code", code: "user_country" }, { user_country: "CN" }, "FAILED", "not_a_condition"],
    [{ mode: "builder", conditions: { join: "and", rows: [row] } }, { user_country: "CN" }, "TRUE"],
    [{ mode: "builder", conditions: { join: "and", rows: [row] } }, { user_country: "US" }, "FALSE"],
    [{ mode: "builder", conditions: { join: "and", rows: [row] } }, {}, "FAILED", "missing_value"],
  ])("%j with %j", (config, data, outcome, code) => {
    const run = only("expression", config, data);
    expect(run.outcomeOf("node")).toBe(outcome);
    expect(run.reasonOf("node")?.code).toBe(code);
    expect(run.visitOf("node")?.input).toEqual({ user_country: data.user_country ?? null });
  });
});

describe("branch", () => {
  const cases = [
    { id: "one", op: "inList", value: "1, price, 价格" },
    { id: "big", op: "gt", value: "100" },
    { id: "none", op: "isEmpty" },
    { id: "ends", op: "endsWith", value: "!" },
  ];
  test.each<[Value | undefined, unknown[], string, string?]>([
    ["1", [cases[0]], "opt:one"],
    ["价格", [cases[0]], "opt:one"],
    ["x", [cases[0]], "ELSE"],
    [7, [cases[0]], "FAILED", "type_mismatch"],
    [1, [{ id: "one", op: "eq", value: "１" }], "opt:one"],
    [101, [cases[1]], "opt:big"],
    [100, [cases[1]], "ELSE"],
    [true, [{ id: "yes", op: "eq", value: "是" }], "opt:yes"],
    [undefined, [cases[2], cases[0]], "opt:none"],
    [undefined, [cases[0], cases[2]], "FAILED", "missing_value"],
    ["wow!", [cases[0], cases[3]], "opt:ends"],
    ["abc", [{ id: "c", op: "contains", value: "b" }], "opt:c"],
    ["abc", [{ id: "c", op: "notContains", value: "b" }], "ELSE"],
    [
      "b",
      [
        { id: "a", op: "gte", value: "b" },
        { id: "z", op: "eq", value: "b" },
      ],
      "opt:a",
    ],
    [5, [{ id: "c", op: "startsWith", value: "b" }], "FAILED", "type_mismatch"],
  ])("%j in %j", (value, rows, outcome, code) => {
    const data: Values = value === undefined ? {} : { page_title: value };
    const run = only("switch", { input: "page_title", cases: rows }, data);
    expect(run.outcomeOf("node")).toBe(outcome);
    expect(run.reasonOf("node")?.code).toBe(code);
  });

  test("an option keeps its outcome when its text is edited", () => {
    const type = nodes.switch as NodeType;
    const ids = (value: string) =>
      type.outcomes(type.schema.parse({ input: "x", cases: [{ id: "a", op: "eq", value }] }));
    expect(ids("one")[0]?.id).toBe(ids("two")[0]?.id);
  });
});

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

describe("set variable", () => {
  const literal = (op: string, value: string, as = "text") => ({
    var: "var_a",
    op,
    from: "literal",
    as,
    literal: value,
  });
  const code = (op: string, expression: string) => ({ var: "var_a", op, from: "expression", expression });
  test.each<[unknown[], Value]>([
    [[literal("set", "x")], "x"],
    [[literal("set", "5", "number")], 5],
    [[literal("set", "是", "boolean")], true],
    [[literal("add", "2")], 2],
    [[literal("set", "5"), literal("add", "2")], 7],
    [[code("set", "1 + 1"), code("add", "var_a")], 4],
    [[{ var: "var_a", op: "set", from: "template", template: "Hi {{ user_fullname }}" }], "Hi Ann"],
    [[literal("set", "a"), literal("append", "b")], "ab"],
    [
      [literal("append", "a"), literal("append", "b")],
      ["a", "b"],
    ],
    [[literal("set", "a"), { var: "var_a", op: "clear" }], null],
  ])("%j", (set, wanted) => {
    const run = only("set_variable", { set }, { user_fullname: "Ann" });
    expect(run.outcomeOf("node")).toBe("SUCCESS");
    expect(run.run.variables.var_a).toEqual(wanted);
  });
  test.each<[unknown[], string]>([
    [[literal("set", "x"), literal("add", "1")], "not_a_number_operand"],
    [[code("set", "var_never + 1")], "missing_value"],
    [[literal("set", "x"), { var: "var_b", op: "set", from: "expression", expression: "1 / 0" }], "division_by_zero"],
  ])("fails and sets nothing: %j", (set, reason) => {
    const run = only("set_variable", { set });
    expect(run.outcomeOf("node")).toBe("FAILED");
    expect(run.reasonOf("node")?.code).toBe(reason);
    expect(run.run.variables).toEqual({});
  });
  test("variables of a run have a limit together", () => {
    const row = { var: "var_a", op: "set", from: "expression", expression: "page_title" };
    const run = only("set_variable", { set: [row, { ...row, var: "var_b" }] }, { page_title: "x".repeat(40_000) });
    expect(run.reasonOf("node")?.code).toBe("variables_full");
    expect(run.run.variables).toEqual({});
  });
});

describe("end", () => {
  test.each([
    [{}, { result: "completed" }],
    [{ result: "goal" }, { result: "goal" }],
    [{ result: "label", label: "Sold" }, { result: "Sold" }],
    [{ closeConversation: true }, { result: "completed", closeConversation: true }],
  ])("%j", (config, wanted) => {
    const run = new Played(planOf({ start: ["start", {}, { SUCCESS: "end" }], end: ["end", config] }));
    expect(run.request).toMatchObject({ kind: "end", ...wanted });
    expect(run.run).toMatchObject({ status: "ended", result: wanted.result, nodeId: "end" });
  });
});

test("a note never runs and a jump is never visited", () => {
  const plan = planOf({
    start: ["start", {}, { SUCCESS: "jump" }],
    note: ["note", { text: "Remember" }],
    jump: ["jump", { target: "end" }],
    end: ["end"],
  });
  expect(new Played(plan).path).toEqual(["start", "end"]);
});

test("every node has both languages, an icon and settings that stand by themselves", () => {
  for (const [key, type] of Object.entries(nodes)) {
    expect(type.type).toBe(key);
    const config = type.schema.parse({});
    expect(type.label.en && type.label["zh-CN"] && type.icon).toBeTruthy();
    expect(type.schema.parse(config)).toEqual(config);
    expect(type.summary(config, () => undefined)).toHaveProperty("zh-CN");
    for (const { ui } of Object.values(type.fields)) expect(ui.label.en && ui.label["zh-CN"]).toBeTruthy();
    for (const use of type.uses(config))
      if (use.kind === "expression") expect(parseExpression(use.source)).toBeDefined();
  }
});

test("names users know, letter for letter", () => {
  const known = {
    start: "开始",
    end: "结束",
    expression: "逻辑运算",
    switch: "分支",
    is_assigned: "已经分配座席",
    agents_offline: "座席离线",
    reply: "以座席用户回复消息",
    transform_message: "消息转化",
    assign_all: "分配给全体座席人员",
    assign_agent: "分配给指定座席人员",
    assign_queue: "分配给座席组",
    get_contact_data: "获取客户数据",
  };
  for (const [type, name] of Object.entries(known)) expect(nodes[type]?.label["zh-CN"]).toBe(name);
});
