import { select, text, toggle } from "../fields";
import { node } from "../node";
import { t } from "../types";

const results = [
  { value: "completed", label: t("Completed", "已完成") },
  { value: "goal", label: t("Goal reached", "达成目标") },
  { value: "abandoned", label: t("Abandoned", "已放弃") },
  { value: "label", label: t("Own label", "自定义标签") },
] as const;

/** The run is over; reports count it under its result. */
export const end = node({
  type: "end",
  group: "structure",
  class: "W",
  label: t("End", "结束"),
  help: t("The run ends here. Reports count it under the result you choose.", "运行到此结束，报表按所选结果统计。"),
  icon: "square",
  fields: {
    result: select(t("Result", "结果"), [...results]),
    label: text(t("Label", "标签"), { max: 60, required: true, when: { field: "result", is: ["label"] } }),
    closeConversation: toggle(t("Close the conversation", "同时结束会话")),
  },
  outcomes: () => [],
  summary: ({ result, label, closeConversation }) => {
    const name =
      result === "label" ? t(label, label) : (results.find(({ value }) => value === result)?.label ?? t("", ""));
    return closeConversation ? t(`${name.en}, closes the conversation`, `${name["zh-CN"]}，并结束会话`) : name;
  },
  step: (_, { result, label, closeConversation }) => ({
    end: { result: result === "label" ? label : result, closeConversation },
  }),
});
