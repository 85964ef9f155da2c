import { settle, yesOrNo } from "../answers";
import { reference, references, select, toggle } from "../fields";
import { node } from "../node";
import { outcomes } from "../outcomes";
import { t } from "../types";

/** TRUE when everyone in scope is offline. */
export const agents_offline = node({
  type: "agents_offline",
  group: "condition",
  class: "R",
  label: t("Agents offline?", "座席离线"),
  help: t("Yes when everybody in scope is offline.", "范围内的座席是否全部离线。"),
  icon: "user-x",
  fields: {
    scope: select(t("Who", "范围"), [
      { value: "all", label: t("All agents", "全体座席人员") },
      { value: "queue", label: t("Agents of a queue", "座席组") },
      { value: "agents", label: t("Certain agents", "指定座席人员") },
    ]),
    queueId: reference(t("Queue", "座席组"), "queues", { required: true, when: { field: "scope", is: ["queue"] } }),
    agentIds: references(t("Agents", "座席人员"), "agents", {
      required: true,
      when: { field: "scope", is: ["agents"] },
    }),
    countAway: toggle(t("Count “away” as offline", "“离开”也算离线")),
  },
  outcomes: () => outcomes("TRUE", "FALSE", "FAILED"),
  summary: ({ scope, queueId, agentIds }, names) => {
    if (scope === "all") return t("All agents", "全体座席人员");
    if (scope === "queue") return t(names("queues", queueId) ?? "?", names("queues", queueId) ?? "？");
    const who = agentIds.map((id) => names("agents", id) ?? "?");
    return t(who.join(", "), who.join("、"));
  },
  step: (_, { scope, queueId, agentIds, countAway }, answer) => {
    if (answer) return settle(answer, yesOrNo);
    const who = { ...(scope === "queue" && { queueId }), ...(scope === "agents" && { agentIds }) };
    return { ask: { kind: "read", what: "agents_offline", scope, countAway, ...who } };
  },
});
