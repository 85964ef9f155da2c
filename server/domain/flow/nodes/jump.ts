import { reference } from "../fields";
import { node } from "../node";
import { t } from "../types";

/** A stub instead of a long line: leads where it says. Compiled to an edge; never visited. */
export const jump = node({
  type: "jump",
  group: "structure",
  class: "P",
  label: t("Go to node", "跳转"),
  help: t("Goes on at another node, without a line across the canvas.", "跳转到另一个节点继续执行，无需画长连线。"),
  icon: "corner-down-right",
  fields: { target: reference(t("Node", "节点"), "nodes", { required: true }) },
  outcomes: () => [],
  summary: ({ target }, names) => {
    const name = names("nodes", target);
    return name ? t(`Goes to ${name}`, `跳转到 ${name}`) : t("Goes nowhere yet", "尚未选择节点");
  },
});
