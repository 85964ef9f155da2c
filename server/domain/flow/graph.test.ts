import { describe, expect, test } from "vitest";
import { parseGraph } from "./graph";
import { compile } from "./plan";

describe("graphs from outside", () => {
  const node = (id: string) => ({ id, type: "note", name: id, position: { x: 0, y: 0 } });
  const graph = { kind: "sms", nodes: [node("a")], edges: [], trigger: { id: "sms.message" } };
  const deep: unknown[] = [];
  for (let level = deep, i = 0; i < 100_000; i++) {
    const inner: unknown[] = [];
    level.push(inner);
    level = inner;
  }
  const circle: Record<string, unknown> = {};
  circle.self = circle;

  test.each<[string, unknown, string]>([
    ["nothing", null, "E06"],
    ["a text", "flow", "E06"],
    ["no nodes", { ...graph, nodes: undefined }, "E06"],
    ["a kind that is none", { ...graph, kind: "fax" }, "E06"],
    ["an id that is no id", { ...graph, nodes: [node("<script>")] }, "E06"],
    [
      "a position at infinity",
      { ...graph, nodes: [{ ...node("a"), position: { x: Number.POSITIVE_INFINITY, y: 0 } }] },
      "E06",
    ],
    ["a name of 81 characters", { ...graph, nodes: [{ ...node("a"), name: "x".repeat(81) }] }, "E06"],
    ["an id twice", { ...graph, nodes: [node("a"), node("a")] }, "E05"],
    ["301 nodes", { ...graph, nodes: Array.from({ length: 301 }, (_, i) => node(`n${i}`)) }, "E20"],
    ["601 edges", { ...graph, edges: Array.from({ length: 601 }, () => ({})) }, "E20"],
    ["a megabyte", { ...graph, nodes: [{ ...node("a"), config: { text: "x".repeat(1_000_000) } }] }, "E20"],
    ["a thing without end", { ...graph, nodes: [{ ...node("a"), config: circle }] }, "E20"],
    ["a hundred thousand levels", { ...graph, nodes: [{ ...node("a"), config: { deep } }] }, "E20"],
  ])("%s", (_, json, code) => {
    const parsed = parseGraph(json);
    expect("findings" in parsed && parsed.findings[0]?.code).toBe(code);
  });

  test("what is not ours is dropped, names of objects included", () => {
    const json = JSON.parse(
      `{"kind":"sms","__proto__":{"x":1},"nodes":[{"id":"constructor","type":"__proto__","name":"a","position":{"x":0,"y":0},"evil":1}],"edges":[],"trigger":{"id":"toString"}}`,
    );
    const parsed = parseGraph(json);
    if (!("graph" in parsed)) throw new Error("not parsed");
    expect(parsed.graph.nodes[0]).not.toHaveProperty("evil");
    const { findings } = compile(parsed.graph);
    expect(findings.map(({ code, nodeId, field }) => [code, nodeId ?? field])).toEqual([
      ["E06", "constructor"],
      ["E06", "trigger"],
      ["E01", undefined],
    ]);
  });
});
