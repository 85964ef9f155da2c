import { conditionsToExpression } from "../expression/conditions";
import { conditions, expression as expressionField, select } from "../fields";
import { node } from "../node";
import { outcomes } from "../outcomes";
import { t } from "../types";
import { typeOf } from "../values";

/** Yes or no by an expression; what cannot be worked out is FAILED, never a silent no. */
export const expression = node({
  type: "expression",
  group: "condition",
  class: "P",
  label: t("Logic expression", "逻辑运算"),
  help: t("Goes one way when the condition holds, another when it does not.", "根据条件是否成立走不同的分支。"),
  icon: "equal",
  fields: {
    mode: select(t("How", "方式"), [
      { value: "builder", label: t("Conditions", "条件组合") },
      { value: "code", label: t("Expression", "逻辑表达式") },
    ]),
    conditions: conditions(t("Conditions", "条件"), { required: true, when: { field: "mode", is: ["builder"] } }),
    code: expressionField(t("Expression", "逻辑表达式"), { required: true, when: { field: "mode", is: ["code"] } }),
  },
  outcomes: () => outcomes("TRUE", "FALSE", "FAILED"),
  summary: (config) => {
    const source = config.mode === "code" ? config.code : conditionsToExpression(config.conditions);
    return t(source, source);
  },
  step: (state, config) => {
    const result = state.evaluate(config.mode === "code" ? config.code : conditionsToExpression(config.conditions));
    if ("error" in result) return { outcome: "FAILED", reason: result.error };
    if (typeof result.value === "boolean") return { outcome: result.value ? "TRUE" : "FALSE" };
    return { outcome: "FAILED", reason: { code: "not_a_condition", params: { name: "", got: typeOf(result.value) } } };
  },
});
