import { compareWithText } from "../expression/compare";
import { type Operator, operators, withoutValue } from "../expression/conditions";
import { expression, list, rowId, select, text } from "../fields";
import { node } from "../node";
import { optionOutcome, outcomes } from "../outcomes";
import { type Text, t } from "../types";

const options = (Object.entries(operators) as [Operator, Text][]).map(([value, label]) => ({ value, label }));

const caseLabel = (op: Operator, value: string): Text =>
  withoutValue.includes(op) ? operators[op] : t(`${operators[op].en} ${value}`, `${operators[op]["zh-CN"]} ${value}`);

/** Several ways by one value; the first case that fits wins. */
export const switchNode = node({
  type: "switch",
  group: "condition",
  class: "P",
  label: t("Branch", "分支"),
  help: t("Compares one value with several cases; the first that fits wins.", "将一个值与多个分支比较，先匹配者生效。"),
  icon: "split",
  fields: {
    input: expression(t("Value", "输入参数"), { required: true }),
    cases: list(
      t("Cases", "分支"),
      {
        id: rowId(t("Id", "编号")),
        op: select(t("Comparison", "比较"), options),
        value: text(t("With", "值"), { max: 500 }),
      },
      { max: 20, required: true },
    ),
  },
  outcomes: ({ cases }) => [
    ...cases.map(({ id, op, value }) => ({ id: optionOutcome(id), label: caseLabel(op, value) })),
    ...outcomes("ELSE", "FAILED"),
  ],
  summary: ({ input, cases }) => t(`${input}: ${cases.length} cases`, `${input}：${cases.length} 个分支`),
  issues: ({ cases }) => {
    const twice = cases.findIndex(({ id }, index) => cases.findIndex((other) => other.id === id) < index);
    return twice < 0 ? [] : [{ field: `cases.${twice}.id`, reason: { code: "same_id" } }];
  },
  step: (state, { input, cases }) => {
    const result = state.evaluate(input);
    if ("error" in result) return { outcome: "FAILED", reason: result.error };
    for (const { id, op, value } of cases) {
      const fits = compareWithText(result.value, op, value);
      if (fits === true) return { outcome: optionOutcome(id) };
      if (typeof fits === "object") return { outcome: "FAILED", reason: fits.error };
    }
    return { outcome: "ELSE" };
  },
});
