import { type FilledTemplate, readTemplate } from "../../message-template";
import { settle } from "../answers";
import { type Approved, approved, files, reference, select, template, texts, toggle } from "../fields";
import { node } from "../node";
import { outcomes } from "../outcomes";
import { type Reason, type StepState, type Text, t, type Wait } from "../types";

/** How long a receipt is waited for before the message counts as not confirmed. */
const CONFIRM_MS = { sent: 15 * 60_000, delivered: 24 * 3_600_000 };

/** A message to the customer, as the bot or in an agent's name. Passes the same gate as every other message. */
export const reply = node({
  type: "reply",
  group: "message",
  class: "X",
  label: t("Reply", "以座席用户回复消息"),
  help: t("Sends the customer a message.", "给客户发送一条消息。"),
  icon: "message-square-reply",
  fields: {
    as: select(t("Sender", "发送者"), [
      { value: "bot", label: t("The bot", "以机器人回复") },
      { value: "agent", label: t("An agent", "以座席回复") },
    ]),
    agentId: reference(t("Agent", "座席人员"), "agents", { when: { field: "as", is: ["agent"] } }),
    channel: select(t("Channel", "渠道"), [
      { value: "conversation", label: t("As the customer wrote", "客户来信渠道") },
      { value: "web", label: t("Web", "网页") },
      { value: "sms", label: t("SMS", "短信") },
      { value: "whatsapp", label: t("WhatsApp", "WhatsApp") },
      { value: "email", label: t("Email", "邮件") },
      { value: "app", label: t("App", "移动应用") },
    ]),
    source: select(t("Message", "消息源"), [
      { value: "text", label: t("Text", "文本") },
      { value: "canned", label: t("Saved reply", "预定义消息") },
      { value: "template", label: t("Approved template", "审核通过的模板") },
    ]),
    text: template(t("Text", "内容"), { required: true, max: 10_000, when: { field: "source", is: ["text"] } }),
    savedReplyId: reference(t("Saved reply", "预定义消息"), "savedReplies", {
      required: true,
      when: { field: "source", is: ["canned"] },
    }),
    template: approved(t("Approved template", "审核通过的模板"), {
      required: true,
      when: { field: "source", is: ["template"] },
      help: t(
        "For channels that send approved templates only, and for WhatsApp once its 24 hours are over.",
        "用于只能发送模板的渠道，以及超出 24 小时的 WhatsApp 会话。",
      ),
    }),
    subject: template(t("Subject", "主题"), {
      max: 500,
      when: { field: "channel", is: ["email", "conversation"] },
      idle: { is: "conversation", in: ["sms", "whatsapp", "web"] },
    }),
    attachments: files(t("Attachments", "附件")),
    quickReplies: texts(t("Quick replies", "快捷回复"), { max: 10 }),
    silent: toggle(t("Do not notify agents", "不要推送给座席")),
    category: select(t("Category", "类别"), [
      { value: "service", label: t("Service: answers a person", "服务消息") },
      { value: "marketing", label: t("Marketing", "营销消息") },
    ]),
    waitFor: select(t("Go on when it is", "何时继续"), [
      { value: "queued", label: t("accepted for sending", "进入发送队列") },
      { value: "sent", label: t("sent", "已发送") },
      { value: "delivered", label: t("delivered", "已送达") },
    ]),
  },
  outcomes: () => outcomes("SUCCESS", "SKIPPED", "FAILED"),
  summary: ({ source, text, savedReplyId, template: chosen }, names): Text => {
    const words =
      source === "text" ? text : source === "template" ? (chosen?.text ?? "") : names("savedReplies", savedReplyId);
    return words ? t(words, words) : t("No text yet", "尚未填写内容");
  },
  step: (state, config, answer) => {
    if (!answer) {
      const { text, subject, filled, error } = wordsOf(state, config);
      if (error) return { outcome: "FAILED", reason: error };
      const { as, agentId, channel, attachments, quickReplies, silent, category } = config;
      return {
        ask: {
          kind: "send",
          message: {
            as,
            ...(as === "agent" && agentId && { agentId }),
            channel,
            text,
            ...(filled && { template: filled }),
            ...(config.source === "canned" && { savedReplyId: config.savedReplyId }),
            ...(subject && { subject }),
            attachmentIds: attachments,
            quickReplies,
            silent,
            category,
          },
        },
      };
    }
    if (answer.kind === "timeout") return { outcome: "FAILED", reason: { code: "not_confirmed" } };
    if (answer.kind === "event") {
      const failed = answer.name === "message.failed";
      return failed ? { outcome: "FAILED", reason: { code: "message_failed" } } : { outcome: "SUCCESS" };
    }
    return settle(answer, ({ ref }) => {
      const { waitFor } = config;
      if (waitFor === "queued" || !ref) return { outcome: "SUCCESS" };
      const names = waitFor === "sent" ? ["sent", "delivered", "read", "failed"] : ["delivered", "read", "failed"];
      const waits: Wait[] = names.map((name) => ({ kind: "event", name: `message.${name}`, ref }));
      return { ask: { kind: "wait", waits, deadline: state.now + CONFIRM_MS[waitFor] } };
    });
  },
});

type Words = { text: string; subject: string; filled?: FilledTemplate; error?: Reason };

function wordsOf(
  state: StepState,
  config: { source: string; text: string; subject: string; attachments: string[]; template: Approved | null },
): Words {
  if (config.source === "template") return fillIn(state, config.template);
  const text = config.source === "text" ? state.render(config.text) : { text: "" };
  if ("error" in text) return { text: "", subject: "", error: text.error };
  const subject = config.subject === "" ? { text: "" } : state.render(config.subject);
  if ("error" in subject) return { text: "", subject: "", error: subject.error };
  const empty = config.source === "text" && text.text.trim() === "" && config.attachments.length === 0;
  return { text: text.text, subject: subject.text, ...(empty && { error: { code: "empty_message" } }) };
}

/** Every variable must come to something: carriers refuse templates with holes. */
function fillIn(state: StepState, chosen: Approved | null): Words {
  const none = { text: "", subject: "" };
  if (!chosen) return { ...none, error: { code: "empty_message" } };
  const variables: Record<string, string> = {};
  for (const { name, value } of chosen.variables) {
    const rendered = state.render(value);
    if ("error" in rendered) return { ...none, error: rendered.error };
    const text = rendered.text.trim();
    if (text === "") return { ...none, error: { code: "empty_variable", params: { name } } };
    variables[name] = text;
  }
  const { name, language } = chosen;
  return { text: readTemplate(chosen, variables), subject: "", filled: { name, language, variables } };
}
