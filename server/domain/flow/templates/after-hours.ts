import { t } from "../types";
import { type FlowTemplate, graphOf } from "./build";

const text = t(
  "Sorry, nobody is here at the moment. Please leave us your question and we will get back to you as soon as we can.",
  "很抱歉目前没有座席在线，您可以留下问题和联系方式，我们将尽快联系您。",
);

/** Nobody there: the customer gets an answer at once; either way all agents see what he wrote. */
export const afterHours: FlowTemplate = {
  id: "after-hours",
  label: t("After-hours answer", "非工作时间自动回复"),
  help: t("When all agents are offline, the customer is told so.", "全体座席离线时，自动告知客户。"),
  kind: "sms",
  build: (language, makeId) =>
    graphOf(
      {
        start: { type: "start", name: t("Start", "开始"), at: [0, 1], next: { SUCCESS: "offline" } },
        offline: {
          type: "agents_offline",
          name: t("Agents offline?", "判断座席是否离线"),
          at: [1, 1],
          config: { scope: "all" },
          next: { TRUE: "reply", FALSE: "all" },
        },
        reply: {
          type: "reply",
          name: t("Tell the customer", "给用户发送离线消息"),
          at: [2, 0],
          config: { as: "bot", text: text[language] },
          next: { SUCCESS: "all" },
        },
        all: {
          type: "assign_all",
          name: t("Assign to all agents", "分配给全体座席人员"),
          at: [3, 1],
          next: { SUCCESS: "end" },
        },
        end: { type: "end", name: t("End", "结束"), at: [4, 1] },
      },
      { kind: "sms", trigger: { id: "sms.message" } },
      language,
      makeId,
    ),
};
