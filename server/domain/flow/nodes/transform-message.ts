import { settle } from "../answers";
import { select, toggle } from "../fields";
import { node } from "../node";
import { messageKinds, t } from "../types";

const targets = [
  { value: "inbox", label: t("Inbox", "站内消息") },
  { value: "web", label: t("Web", "网页") },
  { value: "sms", label: t("SMS", "短信") },
  { value: "whatsapp", label: t("WhatsApp", "WhatsApp") },
  { value: "email", label: t("Email", "邮件") },
] as const;

/** Makes the run's inbound message a normal message of the conversation, in the form in which agents get it. */
export const transform_message = node({
  type: "transform_message",
  group: "message",
  class: "W",
  label: t("Message transform", "消息转化"),
  help: t(
    "Gives the customer's message to the assigned agents, in the form you choose.",
    "将客户消息以所选形式转给已分配的座席。",
  ),
  icon: "arrow-left-right",
  kinds: messageKinds,
  fields: {
    target: select(t("Target", "输入参数"), [...targets]),
    stripQuoted: toggle(t("Cut quoted text and signatures", "去除引用内容和签名"), true),
    stripHtml: toggle(t("Cut formatting", "去除格式"), true),
    setReplyChannel: toggle(t("Answers go out the same way", "以此渠道回复客户")),
  },
  summary: ({ target, setReplyChannel }) => {
    const name = targets.find(({ value }) => value === target)?.label ?? t("", "");
    return setReplyChannel ? t(`${name.en}, answers too`, `${name["zh-CN"]}，并以此回复`) : name;
  },
  issues: ({ target }, kind) =>
    kind === "email" && target !== "email" && target !== "inbox"
      ? [{ field: "target", reason: { code: "email_target" } }]
      : [],
  step: (_, config, answer) => (answer ? settle(answer) : { ask: { kind: "write", what: "transform", ...config } }),
});
