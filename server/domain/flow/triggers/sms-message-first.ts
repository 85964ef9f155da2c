import { t } from "../types";
import { builtInsFrom } from "../variables";
import { messageFields, onNumber, sameNumbers, trigger } from "./trigger";

export const smsMessageFirst = trigger({
  id: "sms.message.first",
  label: t("New customer's first SMS", "新客户首次来信"),
  help: t("As above, only from somebody who has never written before.", "仅当客户第一次发来短信时启动。"),
  icon: "user-plus",
  kinds: ["sms"],
  fields: messageFields,
  provides: builtInsFrom("message", "sms"),
  matches: (config, it) =>
    it.kind === "message" && it.channel === "sms" && it.firstContact && onNumber(config, it.numberId) ? {} : null,
  overlaps: sameNumbers,
});
