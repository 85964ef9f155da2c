import { references } from "../fields";
import { t } from "../types";
import { onNumber, sameNumbers, trigger } from "./trigger";

export const conversationClosed = trigger({
  id: "conversation.closed",
  label: t("Conversation closed", "会话已关闭"),
  help: t("A conversation was closed, by whomever.", "会话被关闭时启动。"),
  icon: "circle-check",
  kinds: ["event"],
  fields: { numberIds: references(t("Numbers (none chosen: all)", "号码（不选则为全部）"), "channelNumbers") },
  provides: [],
  matches: (config, it) => (it.kind === "conversation.closed" && onNumber(config, it.numberId) ? {} : null),
  overlaps: sameNumbers,
});
