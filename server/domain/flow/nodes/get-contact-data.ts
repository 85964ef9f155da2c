import { isValues, settle } from "../answers";
import { list, ownVar, reference, select } from "../fields";
import { node } from "../node";
import { t, type Value } from "../types";

/** Reads fields of the contact, the conversation or the message into variables. An empty field is nothing. */
export const get_contact_data = node({
  type: "get_contact_data",
  group: "data",
  class: "R",
  label: t("Get customer data", "获取客户数据"),
  help: t("Puts what we know about the customer into variables.", "将客户的资料读取到变量中。"),
  icon: "user-search",
  fields: {
    outputs: list(
      t("Output variables", "输出变量"),
      {
        var: ownVar(t("Variable", "变量"), { required: true, setOn: ["SUCCESS"] }),
        from: select(t("Kind of field", "输入参数"), [
          { value: "standard", label: t("Standard field", "标准字段") },
          { value: "custom", label: t("Custom field", "定制字段") },
          { value: "event", label: t("Event", "事件") },
          { value: "conversation", label: t("Conversation", "会话") },
          { value: "message", label: t("Message", "消息") },
        ]),
        field: reference(t("Field", "字段"), "fields", { required: true }),
      },
      { max: 20 },
    ),
  },
  summary: ({ outputs }) =>
    outputs.length === 0
      ? t("Nothing to read", "未选择字段")
      : t(`Sets ${outputs.map((row) => row.var).join(", ")}`, `设置 ${outputs.map((row) => row.var).join("、")}`),
  step: (_, { outputs }, answer) => {
    if (outputs.length === 0) return { outcome: "SUCCESS" };
    if (!answer) return { ask: { kind: "read", what: "contact", outputs } };
    return settle(answer, ({ value }) => {
      const read = isValues(value) ? value : {};
      const set: Record<string, Value> = {};
      for (const output of outputs) set[output.var] = read[output.var] ?? null;
      return { outcome: "SUCCESS", set };
    });
  },
});
