import { settle } from "../answers";
import { reference, select, toggle } from "../fields";
import { node } from "../node";
import { outcomes } from "../outcomes";
import { t } from "../types";

const modes = [
  { value: "whole_queue", label: t("The whole queue", "整个座席组") },
  { value: "random", label: t("One of them, at random", "随机一人") },
  { value: "round_robin", label: t("One after the other", "依次轮流") },
  { value: "least_busy", label: t("Whoever has least to do", "最空闲者") },
] as const;

/** Puts the conversation into a queue, or hands it to one of its agents. FALSE: nobody suitable. */
export const assign_queue = node({
  type: "assign_queue",
  group: "routing",
  class: "W",
  label: t("Assign to queue", "分配给座席组"),
  help: t(
    "Puts the conversation into a queue, or hands it to one of its agents.",
    "将会话分配给座席组或其中一名座席。",
  ),
  icon: "list-tree",
  fields: {
    queueId: reference(t("Queue", "座席组"), "queues", { required: true }),
    mode: select(t("How", "方式"), [...modes]),
    onlineFirst: toggle(t("Agents who are online first", "优先在线座席"), false, {
      when: { field: "mode", is: ["random", "round_robin", "least_busy"] },
    }),
  },
  outcomes: ({ mode }) =>
    outcomes("SUCCESS", "FALSE", "FAILED").map((outcome) =>
      // A whole queue is always suitable.
      outcome.id === "FALSE" && mode === "whole_queue" ? { ...outcome, optional: true } : outcome,
    ),
  summary: ({ queueId, mode }, names) => {
    const how = modes.find(({ value }) => value === mode)?.label ?? t("", "");
    const queue = names("queues", queueId);
    return queue ? t(`${queue}, ${how.en}`, `${queue}，${how["zh-CN"]}`) : t("No queue chosen yet", "尚未选择座席组");
  },
  step: (_, config, answer) =>
    answer ? settle(answer) : { ask: { kind: "write", what: "assign", to: { kind: "queue", ...config } } },
});
