import { describe, expect, test } from "vitest";
import { compile, type Plan } from "./plan";
import { type PlayAction, simulate, type World } from "./simulate";
import { flowTemplates } from "./templates";
import { noon } from "./testing";
import type { Language } from "./types";

function template(id: string, language: Language): Plan {
  let made = 0;
  const graph = flowTemplates[id]?.build(language, () => `id${++made}`);
  if (!graph) throw new Error("no template");
  const { plan, findings } = compile(graph);
  expect(findings.filter(({ level }) => level === "error")).toEqual([]);
  if (!plan) throw new Error("no plan");
  return plan;
}

function played(id: string, text: string, world: World, actions: PlayAction[] = [], language: Language = "en") {
  const plan = template(id, language);
  const play = simulate(plan, { world, at: noon, text, actions });
  const names = play.visits.map(({ nodeId }) => plan.nodes.get(nodeId)?.name);
  const said = play.transcript.flatMap((line) => (line.kind === "bot" ? [line.text] : []));
  const written = play.transcript.flatMap((line) => (line.kind === "action" ? [line.request] : []));
  return { play, names, said, written };
}

describe("the manual's SMS flow", () => {
  test("a returning customer reaches his agent", () => {
    const { names, written, play } = played("sms-routing", "您好", { assigned: true }, [], "zh-CN");
    expect(names).toEqual(["开始", "获取客户数据", "已经分配座席", "分配给指定座席人员", "消息转化", "结束"]);
    expect(written).toMatchObject([
      { what: "assign", to: { kind: "contact_owner" } },
      { what: "transform", target: "email" },
    ]);
    expect(play.run.result).toBe("completed");
  });
  test("a new one reaches everybody", () => {
    const { names, written } = played("sms-routing", "Hello", { assigned: false });
    expect(names).toEqual([
      "Start",
      "Get customer data",
      "Is agent assigned?",
      "Assign to all agents",
      "Message transform",
      "End",
    ]);
    expect(written[0]).toMatchObject({ what: "assign", to: { kind: "all" } });
  });
});

describe("the after-hours answer", () => {
  test("tells the customer when nobody is there", () => {
    expect(played("after-hours", "?", { agentsOffline: true }, [], "zh-CN").said).toEqual([
      expect.stringContaining("没有座席在线"),
    ]);
    expect(played("after-hours", "?", { agentsOffline: false }).said).toEqual([]);
  });
});

describe("the menu by keyword", () => {
  const say = (text: string): PlayAction => ({ kind: "say", text });
  test("answers what it knows", () => {
    const { said, play } = played("keyword-menu", "menu", { data: { user_fullname: "Ann" } }, [say(" 1 ")]);
    expect(said).toEqual([expect.stringContaining("Hello Ann."), expect.stringContaining("Monday")]);
    expect(play.run.result).toBe("completed");
  });
  test("asks once more, then hands over", () => {
    const { said, written } = played("keyword-menu", "菜单", {}, [say("嗯"), say("？？")], "zh-CN");
    expect(said).toHaveLength(2);
    expect(said[1]).toContain("抱歉");
    expect(written).toMatchObject([{ what: "assign", to: { kind: "all" } }]);
  });
  test("hands over when nobody answers for a day", () => {
    const { written, play } = played("keyword-menu", "menu", {}, [{ kind: "skip", ms: 86_400_000 }]);
    expect(written).toMatchObject([{ to: { kind: "all" } }]);
    expect(play.now).toBe(noon + 86_400_000);
  });
  test("is silent once a person has it", () => {
    const { said } = played("keyword-menu", "menu", {}, [{ kind: "takeover" }, say("1"), { kind: "skipToDeadline" }]);
    expect(said).toHaveLength(1);
  });
});

test("a refused message is shown as such", () => {
  const world: World = { agentsOffline: true, sending: { outcome: "SKIPPED", reason: { code: "opted_out" } } };
  const { play } = played("after-hours", "?", world);
  expect(play.transcript).toContainEqual(expect.objectContaining({ kind: "bot", skipped: { code: "opted_out" } }));
  expect(play.run.result).toBe("completed");
});

test("what was tried is JSON", () => {
  const { play } = played("keyword-menu", "menu", {}, [{ kind: "say", text: "1" }]);
  expect(JSON.parse(JSON.stringify(play))).toEqual(play);
});

test("both languages of a template are the same flow", () => {
  for (const id of Object.keys(flowTemplates)) {
    const [zh, en] = [template(id, "zh-CN"), template(id, "en")];
    expect([...zh.nodes.values()].map(({ type }) => type.type)).toEqual(
      [...en.nodes.values()].map(({ type }) => type.type),
    );
    for (const { name } of zh.nodes.values()) expect(name).toMatch(/\p{Script=Han}/u);
  }
});
