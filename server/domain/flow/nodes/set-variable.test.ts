import { describe, expect, test } from "vitest";
import { only } from "../testing";
import type { Value } from "../types";

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
