import { t } from "../types";
import { type FlowTemplate, graphOf } from "./build";

/** The SMS flow of the manual: a returning customer reaches his own agent, a new one everybody. */
export const smsRouting: FlowTemplate = {
  id: "sms-routing",
  label: t("SMS to the customer's agent", "短信消息流程"),
  help: t(
    "A returning customer reaches his own agent, a new one all agents.",
    "老客户的短信发送给其对应的座席，新客户的短信发送给全体座席。",
  ),
  kind: "sms",
  build: (language, makeId) =>
    graphOf(
      {
        start: { type: "start", name: t("Start", "开始"), at: [0, 1], next: { SUCCESS: "data" } },
        data: {
          type: "get_contact_data",
          name: t("Get customer data", "获取客户数据"),
          at: [1, 1],
          config: { outputs: [{ var: "var_name", from: "standard", field: "user_fullname" }] },
          next: { SUCCESS: "assigned" },
        },
        assigned: {
          type: "is_assigned",
          name: t("Is agent assigned?", "已经分配座席"),
          at: [2, 1],
          config: { by: "contact_owner" },
          next: { TRUE: "agent", FALSE: "all" },
        },
        agent: {
          type: "assign_agent",
          name: t("Assign to specified agent", "分配给指定座席人员"),
          at: [3, 0],
          config: { who: "contact_owner" },
          next: { SUCCESS: "transform" },
        },
        all: {
          type: "assign_all",
          name: t("Assign to all agents", "分配给全体座席人员"),
          at: [3, 2],
          next: { SUCCESS: "transform" },
        },
        transform: {
          type: "transform_message",
          name: t("Message transform", "消息转化"),
          at: [4, 1],
          config: { target: "email" },
          next: { SUCCESS: "end" },
        },
        end: { type: "end", name: t("End", "结束"), at: [5, 1] },
      },
      { kind: "sms", trigger: { id: "sms.message" } },
      language,
      makeId,
    ),
};
