import { settle } from "../answers";
import { reference, select } from "../fields";
import { node } from "../node";
import { t } from "../types";

const who = [
  { value: "contact_owner", label: t("The customer's agent", "该访客对应的座席人员") },
  { value: "agent", label: t("A certain agent", "指定座席人员") },
  { value: "last_agent", label: t("The agent of the last conversation", "上次会话的座席人员") },
] as const;

/** Hands the conversation to one person. Writes nothing once a person has taken it over. */
export const assign_agent = node({
  type: "assign_agent",
  group: "routing",
  class: "W",
  label: t("Assign to specified agent", "分配给指定座席人员"),
  help: t("Hands the conversation to one person.", "将会话分配给一名座席。"),
  icon: "user",
  fields: {
    who: select(t("To whom", "输入参数"), [...who]),
    agentId: reference(t("Agent", "座席人员"), "agents", { required: true, when: { field: "who", is: ["agent"] } }),
    ifUnavailable: select(t("If that agent is not there", "座席不在时"), [
      { value: "assign_anyway", label: t("Assign anyway", "仍然分配") },
      { value: "fail", label: t("Fail", "视为失败") },
    ]),
  },
  summary: (config, names) => {
    const agent = names("agents", config.agentId);
    if (config.who === "agent") return agent ? t(agent, agent) : t("Nobody chosen yet", "尚未选择座席");
    return who.find(({ value }) => value === config.who)?.label ?? t("", "");
  },
  step: (_, config, answer) => {
    if (answer) return settle(answer);
    const { ifUnavailable } = config;
    const to =
      config.who === "agent"
        ? { kind: "agent" as const, agentId: config.agentId, ifUnavailable }
        : { kind: config.who, ifUnavailable };
    return { ask: { kind: "write", what: "assign", to } };
  },
});
