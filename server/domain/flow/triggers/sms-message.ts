import { t } from "../types";
import { builtInsFrom } from "../variables";
import { messageFields, onNumber, sameNumbers, trigger } from "./trigger";

export const smsMessage = trigger({
  id: "sms.message",
  label: t("Customer's SMS arrives", "收到客户短信"),
  help: t("An SMS or MMS arrives on one of the chosen numbers.", "所选号码收到客户的短信或彩信。"),
  icon: "message-square",
  kinds: ["sms"],
  fields: messageFields,
  provides: builtInsFrom("message", "sms"),
  matches: (config, it) => (it.kind === "message" && it.channel === "sms" && onNumber(config, it.numberId) ? {} : null),
  overlaps: sameNumbers,
});
