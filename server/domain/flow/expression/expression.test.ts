import { describe, expect, test } from "vitest";
import { reasonText } from "../reasons";
import { languages, type Value } from "../types";
import { Conditions, conditionsToExpression, normaliseExpression, parseExpression } from "./index";

const values: Record<string, Value> = {
  var_age: 20,
  var_text: "20",
  var_empty: "",
  var_nothing: null,
  var_yes: true,
  var_list: ["a", "b", 1],
  var_since: { date: "2026-02-20T12:00:00.000Z" },
  user_country: "CN",
  message_body: " My Order 123 ",
};

const scope = {
  variable: (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined),
  now: Date.UTC(2026, 2, 2, 12),
  zone: "Asia/Shanghai",
};

function result(source: string): unknown {
  const program = parseExpression(source);
  if ("error" in program) return `not parsed: ${program.error.code}`;
  const outcome = program.run(scope);
  return "error" in outcome ? `failed: ${outcome.error.code}` : outcome.value;
}

describe("older habits are rewritten, and twice changes nothing", () => {
  test.each([
    ["a and b", "a && b"],
    ["a or b", "a || b"],
    ["not a", "!(a)"],
    ["not a == b", "!(a == b)"],
    ["not a == b and c", "!(a == b) && c"],
    ["not a == b && c", "!(a == b) && c"],
    ["not not a", "!(!(a))"],
    ["(not a) or b", "(!(a)) || b"],
    ["not (a or b) and c", "!((a or b)) && c".replace("or", "||")],
    ["not a ? b : c", "!(a) ? b : c"],
    ["a == TRUE or b == False", "a == true || b == false"],
    ["a == None", "a == null"],
    ["a == 'x'", 'a == "x"'],
    [`a == 'say "x"'`, 'a == "say \\"x\\""'],
    ["a == “x”", 'a == "x"'],
    ["a == ‘x’", 'a == "x"'],
    ["a == “it's”", `a == "it's"`],
    ['a == "not and or TRUE"', 'a == "not and or TRUE"'],
    ["contains（a，“x”）", 'contains(a,"x")'],
    ["android and notice", "android && notice"],
    ["a ＞＝ 3", "a >= 3"],
  ])("%s", (source, wanted) => {
    expect(normaliseExpression(source)).toBe(wanted);
    expect(normaliseExpression(wanted)).toBe(wanted);
  });
});

describe("values", () => {
  test.each<[string, unknown]>([
    ['var_age >= 18 && user_country == "CN"', true],
    ["var_age >= 18 and user_country == 'CN'", true],
    ["not var_age == 20", false],
    ["var_age == 20.0", true],
    ["var_age + 0.5 > 20", true],
    ["-var_age < 0", true],
    ["1 + 2 * 3", 7],
    ["7 % 4", 3],
    ["7 / 2", 3.5],
    ['"a" + "b"', "ab"],
    ['"a" < "b"', true],
    ['var_yes ? "yes" : "no"', "yes"],
    ['"a" in var_list', true],
    ["1 in [1, 2]", true],
    ["var_list[0]", "a"],
    ["[1, 2] + [3] == [1, 2, 3]", true],
    ["var_nothing == null", true],
    ["var_never == null", true],
    ["var_age != null", true],
    ["null == var_never", true],
    ['lower("ABC")', "abc"],
    ['upper("abc")', "ABC"],
    ["trim(message_body)", "My Order 123"],
    ['contains(lower(message_body), "order")', true],
    ['contains(var_list, "b")', true],
    ['startsWith(trim(message_body), "My")', true],
    ['endsWith(trim(message_body), "123")', true],
    ['matches(message_body, "(?i)order [0-9]+")', true],
    ['number("１２.5")', 12.5],
    ['number("x", 5)', 5],
    ["number(var_never, 7)", 7],
    ["text(var_age)", "20"],
    ['date("2026-03-01")', { date: "2026-02-28T16:00:00.000Z" }],
    ['date("2026-03-01 08:30")', { date: "2026-03-01T00:30:00.000Z" }],
    ['date("2026-03-01T00:00:00Z") < now()', true],
    ["daysSince(var_since)", 10],
    ['hoursSince("2026-03-02T10:30:00Z")', 1],
    ["isEmpty(var_never) && isEmpty(var_empty) && isEmpty(var_nothing)", true],
    ["isEmpty(var_list)", false],
    ["inList(user_country, ['CN', 'US'])", true],
    ["hour()", 20],
    ['hour("Europe/Berlin")', 13],
    ["weekday()", 1],
    ["!isEmpty(var_never) && var_never > 3", false],
    ["isEmpty(var_never) || var_never > 3", true],
  ])("%s", (source, wanted) => expect(result(source)).toEqual(wanted));
});

describe("what cannot be worked out fails with a reason, never a silent no", () => {
  test.each([
    ["var_never > 3", "missing_value"],
    ['var_never == "x"', "missing_value"],
    ["var_never != 3", "missing_value"],
    ["var_never && true", "missing_value"],
    ["var_nothing == var_never", "missing_value"],
    ["lower(var_never)", "missing_value"],
    ["var_never in [1]", "missing_value"],
    ["var_text > 18", "type_mismatch"],
    ['var_age == "20"', "type_mismatch"],
    ["var_age == true", "type_mismatch"],
    ["var_since > 3", "type_mismatch"],
    ["var_age && true", "not_a_condition"],
    ["!var_age", "not_a_condition"],
    ["var_yes > false", "not_comparable"],
    ['"a" - "b"', "not_a_number_operand"],
    ["lower(var_age)", "not_a_text"],
    ['number("abc")', "not_a_number"],
    ["number(var_never)", "missing_value"],
    ['date("soon")', "not_a_date"],
    ['date("2026-02-30")', "not_a_date"],
    ["1 in var_age", "not_a_list"],
    ["var_list[9]", "no_such_item"],
    ["var_age / 0", "division_by_zero"],
    ['hour("Mars/North")', "unknown_zone"],
  ])("%s", (source, code) => expect(result(source)).toBe(`failed: ${code}`));
});

describe("what is no expression of flows is named when it is parsed", () => {
  test.each([
    ["", "expression_empty"],
    ["var_age >", "expression_syntax"],
    ["var_age == 'x", "expression_syntax"],
    ["var_age = 3", "expression_syntax"],
    ["x.matches('a')", "expression_method"],
    ["[1].map(x, x + 1)", "expression_method"],
    ["[1].all(x, [1].all(y, x > y))", "expression_method"],
    ["fetch('x')", "unknown_function"],
    ["constructor('x')", "unknown_function"],
    ["has(a.b)", "unknown_function"],
    ["a.b", "expression_unsupported"],
    ["{'a': 1}", "expression_unsupported"],
    ["lower()", "wrong_arguments"],
    ["contains(message_body)", "wrong_arguments"],
    ["matches(message_body, user_country)", "pattern_not_literal"],
    ["matches(message_body, '(')", "pattern_invalid"],
    ["matches(message_body, '(?=a)')", "pattern_invalid"],
    ["matches(message_body, '(a{1000}){1000}')", "pattern_too_large"],
    [`matches(message_body, '${"a".repeat(501)}')`, "pattern_too_long"],
    ["a".repeat(2001), "expression_too_long"],
    [Array.from({ length: 160 }, () => "1").join("+"), "expression_too_complex"],
    [`${"(".repeat(40)}1${")".repeat(40)}`, "expression_too_complex"],
    [`${"!".repeat(400)}a`, "expression_too_complex"],
  ])("%s", (source, code) => expect(result(source)).toBe(`not parsed: ${code}`));
});

test("names that objects have by themselves are just names", () => {
  expect(result("__proto__ == null")).toMatch(/not parsed|true/);
  expect(result("toString == null")).toBe(true);
  expect(result("constructor == null")).toBe(true);
});

test("a pattern that explodes elsewhere takes no time here", () => {
  const program = parseExpression('matches(var_long, "^(a+)+$")');
  if ("error" in program) throw new Error("not parsed");
  const long = `${"a".repeat(50_000)}b`;
  const began = performance.now();
  expect(program.run({ ...scope, variable: () => long })).toEqual({ value: false });
  expect(performance.now() - began).toBeLessThan(2000);
});

test("a parsed expression knows what it reads", () => {
  const program = parseExpression("var_a > 1 && (var_a < 9 || isEmpty(var_b))");
  expect("variables" in program && program.variables).toEqual(["var_a", "var_b"]);
});

test("the builder's rows become the same language", () => {
  const rows = {
    join: "and",
    rows: [
      { field: "var_age", op: "gte", value: 18 },
      {
        join: "or",
        rows: [
          { field: "user_country", op: "eq", value: 'C"N' },
          { field: "message_body", op: "contains", value: "Order" },
          { field: "user_country", op: "inList", value: ["US", "CN"] },
        ],
      },
      { field: "var_never", op: "isEmpty" },
    ],
  };
  const source = conditionsToExpression(Conditions.parse(rows));
  expect(source).toBe(
    'var_age >= 18 && (user_country == "C\\"N" || contains(message_body, "Order") || inList(user_country, ["US", "CN"])) && isEmpty(var_never)',
  );
  expect(result(source)).toBe(true);
});

test("groups go three deep and no further", () => {
  const group = (rows: unknown[]) => ({ join: "and", rows });
  const row = { field: "var_age", op: "eq", value: 1 };
  expect(Conditions.safeParse(group([group([group([row])])])).success).toBe(true);
  expect(Conditions.safeParse(group([group([group([group([row])])])])).success).toBe(false);
});

test("every reason has words in both languages", () => {
  for (const language of languages) {
    expect(reasonText({ code: "missing_value", params: { name: "var_age" } }, language)).toContain("var_age");
    const mismatch = reasonText(
      { code: "type_mismatch", params: { operator: ">", left: "text", right: "number" } },
      language,
    );
    expect(mismatch).not.toContain("{");
  }
});
