import { describe, expect, test } from "vitest";
import { only } from "../testing";
import type { NodeType, Value, Values } from "../types";
import { nodes } from "./index";

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
