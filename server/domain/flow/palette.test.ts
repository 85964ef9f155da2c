import { expect, test } from "vitest";
import { normaliseGraph } from "./normalise-graph";
import { defaultConfig, defaultName, paletteFor, usesOfGraph } from "./palette";
import { draw } from "./testing";

test("the palette shows what fits the kind", () => {
  const types = (kind: "sms" | "event") => paletteFor(kind).flatMap(({ nodes }) => nodes.map(({ type }) => type));
  expect(types("sms")).toContain("transform_message");
  expect(types("event")).not.toContain("transform_message");
  expect(paletteFor("sms").map(({ group }) => group)).toEqual([
    "structure",
    "condition",
    "message",
    "routing",
    "data",
    "time",
  ]);
});

test("a new node has every default and a name with a number", () => {
  expect(defaultConfig("assign_agent")).toEqual({ who: "contact_owner", agentId: "", ifUnavailable: "assign_anyway" });
  expect(defaultConfig("toString")).toEqual({});
  expect(defaultName("agents_offline", 6, "zh-CN")).toBe("座席离线-6");
  expect(defaultName("reply", 3, "en")).toBe("Reply 3");
});

test("a graph says what it mentions, so that nothing it needs is deleted unawares", () => {
  const graph = draw({
    q: ["assign_queue", { queueId: "q1" }],
    off: ["agents_offline", { scope: "agents", agentIds: ["a1", "a2"], queueId: "hidden" }],
    set: ["set_variable", { set: [{ var: "var_a", op: "set", from: "expression", expression: "var_b + 1" }] }],
  });
  const mentioned = usesOfGraph(graph).map(({ nodeId, use }) => [nodeId, ...Object.values(use)]);
  expect(mentioned).toEqual([
    ["q", "reference", "queues", "q1", "queueId"],
    ["off", "reference", "agents", "a1", "agentIds"],
    ["off", "reference", "agents", "a2", "agentIds"],
    ["set", "sets", "var_a", "set.0.var"],
    ["set", "expression", "var_b + 1", "set.0.expression"],
  ]);
});

test("a graph is kept with its expressions normalised, in rows as well", () => {
  const graph = normaliseGraph(
    draw({
      x: ["expression", { mode: "code", code: "not var_a == 'b' and TRUE" }],
      s: ["set_variable", { set: [{ var: "var_a", from: "expression", expression: "None" }, 5] }],
      r: ["reply", { text: "not and TRUE" }],
    }),
  );
  expect(graph.nodes.map(({ config }) => config)).toEqual([
    { mode: "code", code: '!(var_a == "b") && true' },
    { set: [{ var: "var_a", from: "expression", expression: "null" }, 5] },
    { text: "not and TRUE" },
  ]);
});
