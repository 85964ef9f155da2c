import { settle } from "../answers";
import { node } from "../node";
import { t } from "../types";

/** Every agent sees the conversation; the first to take it owns it. */
export const assign_all = node({
  type: "assign_all",
  group: "routing",
  class: "W",
  label: t("Assign to all agents", "分配给全体座席人员"),
  help: t("Every agent sees the conversation; the first to take it owns it.", "全体座席都能看到会话，先接管者负责。"),
  icon: "users",
  summary: () => t("The first to take it owns it", "先接管者负责"),
  step: (_state, _config, answer) =>
    answer ? settle(answer) : { ask: { kind: "write", what: "assign", to: { kind: "all" } } },
});
