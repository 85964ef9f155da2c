import { expression, list, ownVar, select, template, text } from "../fields";
import { node } from "../node";
import { type ConfigOf, type Reason, type StepState, t, type Value, type Values } from "../types";
import { MAX_TEXT, numberFrom, textOf, typeOf } from "../values";

const MAX_ITEMS = 1000;

const operations = [
  { value: "set", label: t("Set to", "设为") },
  { value: "add", label: t("Add", "增加") },
  { value: "append", label: t("Append", "追加") },
  { value: "clear", label: t("Clear", "清空") },
] as const;

const withValue = { field: "op", is: ["set", "add", "append"] };

const fields = {
  set: list(
    t("Variables", "变量"),
    {
      var: ownVar(t("Variable", "变量"), { required: true }),
      op: select(t("What", "操作"), [...operations]),
      from: select(
        t("Value is", "取值方式"),
        [
          { value: "literal", label: t("as written", "固定值") },
          { value: "template", label: t("a text with variables", "文本模板") },
          { value: "expression", label: t("an expression", "表达式") },
        ],
        { when: withValue },
      ),
      as: select(
        t("Type", "类型"),
        [
          { value: "text", label: t("Text", "文本") },
          { value: "number", label: t("Number", "数字") },
          { value: "boolean", label: t("Yes or no", "是或否") },
        ],
        { when: { field: "from", is: ["literal"] } },
      ),
      literal: text(t("Value", "值"), { max: 2000, when: { field: "from", is: ["literal"] } }),
      template: template(t("Text", "文本"), { when: { field: "from", is: ["template"] } }),
      expression: expression(t("Expression", "表达式"), {
        required: true,
        when: { field: "from", is: ["expression"] },
      }),
    },
    { max: 20, required: true },
  ),
};

type Row = ConfigOf<typeof fields>["set"][number];

/** Sets, counts, collects and clears variables, row after row; all of them or, when one cannot be, none. */
export const set_variable = node({
  type: "set_variable",
  group: "data",
  class: "P",
  label: t("Set variable", "设置变量"),
  help: t("Keeps a value for later in the run.", "保存一个值，供后续节点使用。"),
  icon: "variable",
  fields,
  summary: ({ set }) => {
    const [en, zh] = [set.map((row) => lineOf(row, "en")), set.map((row) => lineOf(row, "zh-CN"))];
    return t(en.join("; "), zh.join("；"));
  },
  uses: ({ set }) =>
    set.flatMap((row, index) => {
      const by = row.op === "add" && row.from === "literal" ? numberFrom(row.literal) : null;
      return by !== null && by > 0 ? [{ kind: "counts", variable: row.var, field: `set.${index}` }] : [];
    }),
  issues: ({ set }) =>
    set.flatMap((row, index) => {
      const isNumber = row.op !== "clear" && row.from === "literal" && (row.as === "number" || row.op === "add");
      if (!isNumber || numberFrom(row.literal) !== null) return [];
      return [{ field: `set.${index}.literal`, reason: { code: "not_a_number", params: { text: row.literal } } }];
    }),
  step: (state, { set }) => {
    const values: Record<string, Value> = {};
    for (const row of set) {
      const before = Object.hasOwn(values, row.var) ? values[row.var] : state.variable(row.var);
      const after = changed(row, before ?? null, state, values);
      if ("error" in after) return { outcome: "FAILED", reason: after.error };
      values[row.var] = after.value;
    }
    return { outcome: "SUCCESS", set: values };
  },
});

type Result = { value: Value } | { error: Reason };

function lineOf(row: Row, language: "en" | "zh-CN"): string {
  const operation = operations.find(({ value }) => value === row.op)?.label[language] ?? "";
  const value = { literal: row.literal, template: row.template, expression: row.expression }[row.from];
  return row.op === "clear" ? `${operation} ${row.var}` : `${row.var} ${operation} ${value}`;
}

function changed(row: Row, before: Value, state: StepState, values: Values): Result {
  if (row.op === "clear") return { value: null };
  const given = givenValue(row, state, values);
  if ("error" in given || row.op === "set") return given;
  return row.op === "add" ? added(before, given.value) : appended(before, given.value);
}

function givenValue(row: Row, state: StepState, values: Values): Result {
  if (row.from === "expression") return state.evaluate(row.expression, values);
  if (row.from === "template") {
    const result = state.render(row.template, values);
    return "error" in result ? result : { value: result.text };
  }
  if (row.as === "number") return { value: numberFrom(row.literal) ?? 0 };
  if (row.as === "boolean") return { value: ["true", "yes", "是", "1"].includes(row.literal.trim().toLowerCase()) };
  return { value: row.literal };
}

const asNumber = (value: Value): number | null =>
  value === null ? 0 : typeof value === "number" ? value : typeof value === "string" ? numberFrom(value) : null;

function added(before: Value, by: Value): Result {
  const [a, b] = [asNumber(before), asNumber(by)];
  if (a === null || b === null) {
    const got = a === null ? before : by;
    return { error: { code: "not_a_number_operand", params: { operator: "+", got: typeOf(got) } } };
  }
  return Number.isFinite(a + b) ? { value: a + b } : { error: { code: "number_too_large" } };
}

/** A text grows by the text, anything else becomes a list with one more item. */
function appended(before: Value, more: Value): Result {
  if (typeof before === "string") {
    const text = before + textOf(more);
    return text.length > MAX_TEXT ? { error: { code: "text_too_long", params: { max: MAX_TEXT } } } : { value: text };
  }
  const items = before === null ? [] : Array.isArray(before) ? (before as readonly Value[]) : [before];
  if (items.length >= MAX_ITEMS) return { error: { code: "list_too_long", params: { max: MAX_ITEMS } } };
  return { value: [...items, more] };
}
