import { settle } from "../answers";
import { select, texts } from "../fields";
import { node } from "../node";
import { t } from "../types";

/** Puts tags on the contact or the conversation, and takes them off. */
export const tag = node({
  type: "tag",
  group: "data",
  class: "W",
  label: t("Tag", "标签"),
  help: t("Puts tags on the customer or the conversation, or takes them off.", "为客户或会话添加、移除标签。"),
  icon: "tag",
  fields: {
    on: select(t("On", "对象"), [
      { value: "contact", label: t("Customer", "客户") },
      { value: "conversation", label: t("Conversation", "会话") },
    ]),
    add: texts(t("Add", "添加"), { source: "tags" }),
    remove: texts(t("Remove", "移除"), { source: "tags" }),
  },
  summary: ({ add, remove }) => {
    const words = [...add.map((one) => `+${one}`), ...remove.map((one) => `−${one}`)].join(" ");
    return t(words, words);
  },
  issues: ({ add, remove }) =>
    add.length + remove.length === 0 ? [{ field: "add", reason: { code: "setting_missing" } }] : [],
  step: (_, config, answer) => (answer ? settle(answer) : { ask: { kind: "write", what: "tag", ...config } }),
});
