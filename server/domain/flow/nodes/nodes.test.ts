import { describe, expect, test } from "vitest";
import { parseExpression } from "../expression";
import { isIdle } from "../node";
import { Played, planOf } from "../testing";
import { nodes } from "./index";
import { reply } from "./reply";

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

describe("a reply's subject", () => {
  const { ui } = reply.fields.subject;
  test.each([
    ["sms", "conversation", "", true],
    ["whatsapp", "conversation", "", true],
    ["web", "conversation", "", true],
    ["email", "conversation", "", false],
    // Whose customer may have written by anything.
    ["event", "conversation", "", false],
    ["sms", "email", "", false],
    // Filled in once, it can be seen and emptied.
    ["sms", "conversation", "Your order", false],
  ] as const)("in a flow of the kind %s, sent by %s, with %j: idle %s", (kind, channel, subject, idle) => {
    expect(isIdle(ui, { channel }, kind, subject)).toBe(idle);
  });
});
