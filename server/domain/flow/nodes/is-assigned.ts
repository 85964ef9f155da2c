import { settle, yesOrNo } from "../answers";
import { select } from "../fields";
import { node } from "../node";
import { outcomes } from "../outcomes";
import { t } from "../types";

const by = [
  { value: "contact_owner", label: t("The customer's agent", "该访客对应的座席人员") },
  { value: "conversation", label: t("The conversation's agent", "当前会话的座席人员") },
] as const;

/** Whether the customer, or the conversation, has an agent already. */
export const is_assigned = node({
  type: "is_assigned",
  group: "condition",
  class: "R",
  label: t("Is agent assigned?", "已经分配座席"),
  help: t("Yes when the customer already has an agent of his own.", "访客是否已有对应的座席人员。"),
  icon: "user-check",
  fields: { by: select(t("Which agent", "输入参数"), [...by]) },
  outcomes: () => outcomes("TRUE", "FALSE", "FAILED"),
  summary: (config) => by.find(({ value }) => value === config.by)?.label ?? t("", ""),
  step: (_, config, answer) =>
    answer ? settle(answer, yesOrNo) : { ask: { kind: "read", what: "assigned", by: config.by } },
});
