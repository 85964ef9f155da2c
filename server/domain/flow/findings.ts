import { outcomeLabel } from "./outcomes";
import { reasonText } from "./reasons";
import type { Language, Reason } from "./types";

export type FindingCode =
  | "E01"
  | "E02"
  | "E03"
  | "E04"
  | "E05"
  | "E06"
  | "E07"
  | "E08"
  | "E09"
  | "E10"
  | "E12"
  | "E14"
  | "E20"
  | "W01"
  | "W02"
  | "W03"
  | "W04"
  | "W05"
  | "W06"
  | "W07"
  | "W08"
  | "W09"
  | "W10"
  | "W11"
  | "W12";

/** Something that publishing looks at. An error blocks it, a warning does not. */
export interface Finding {
  code: FindingCode;
  level: "error" | "warning";
  nodeId?: string;
  edgeId?: string;
  /** Path of a setting: `text`, `cases.2.value`, or `trigger.words`. */
  field?: string;
  /** `reason`: a code of `reasons.ts`, its own params beside it. */
  params?: Readonly<Record<string, string | number>>;
}

export const publishable = (findings: readonly Finding[]): boolean => findings.every(({ level }) => level !== "error");

export const finding = (code: FindingCode, rest: Omit<Finding, "code" | "level"> = {}): Finding => ({
  code,
  level: code.startsWith("E") ? "error" : "warning",
  ...rest,
});

/** A reason beside its finding. */
export const because = ({ code, params }: Reason): Record<string, string | number> => ({ reason: code, ...params });

type Params = Readonly<Record<string, string | number>>;
interface Words {
  text: string;
  fix: string;
}
type Sentence = (node: string, params: Params) => Words;

const en: Readonly<Record<FindingCode, Sentence>> = {
  E01: (_, p) =>
    p.count === 0
      ? { text: "The flow has no start.", fix: "Add a Start node." }
      : { text: "The flow has more than one start.", fix: "Keep one Start node and delete the others." },
  E02: () => ({ text: "No end can be reached.", fix: "Connect a path to an End node." }),
  E03: (node) => ({
    text: `${node} cannot be reached from the start.`,
    fix: "Connect an outcome to it, or delete it.",
  }),
  E04: (node, p) => ({
    text: `Outcome “${word(p, "en")}” of ${node} leads nowhere.`,
    fix: `Connect “${word(p, "en")}” to the next node.`,
  }),
  E05: (node, p) =>
    ({
      target: { text: `${node} leads to a node that does not exist.`, fix: "Connect the outcome again." },
      outcome: {
        text: `${node} has a connection from an outcome that it does not have.`,
        fix: "Delete the connection or draw it again.",
      },
      twice: { text: `Outcome “${word(p, "en")}” of ${node} leads to two nodes.`, fix: "Keep one of the connections." },
      into_start: { text: `${node} leads into the start.`, fix: "Connect it to the node after the start." },
      into_note: { text: `${node} leads to a note.`, fix: "Connect it to a node that runs." },
      jump_circle: { text: `${node} only leads to itself.`, fix: "Choose a node that runs." },
      same_id: { text: "Two parts of the flow have the same id.", fix: "Delete one of them and add it again." },
    })[String(p.reason)] ?? { text: `A connection of ${node} is broken.`, fix: "Draw it again." },
  E06: (node, p) => ({
    text: `A setting of ${node}: ${reason(p, "en")}.`,
    fix: p.reason === "setting_missing" ? "Fill in the setting." : "Correct the setting.",
  }),
  E07: (node, p) => ({ text: `${node}: ${reason(p, "en")}.`, fix: "Correct the expression or the text." }),
  E08: (node, p) => ({
    text: `${node} reads “${p.variable}”, which is set nowhere.`,
    fix: `Set “${p.variable}” in an earlier node, or correct its name.`,
  }),
  E09: (node) => ({
    text: `A loop through ${node} never waits and has no visible bound.`,
    fix: "Put a waiting node into the loop, or count with Set variable (Add) and leave by a Logic expression on that variable.",
  }),
  E10: (node, p) => ({
    text: `${node} does not fit ${kindNames[String(p.kind)]?.[0] ?? p.kind} flows.`,
    fix: "Delete it, or build it into a flow of another kind.",
  }),
  E12: (node, p) => ({
    text: `${node} mentions ${sourceNames[String(p.source)]?.[0] ?? "something"} that was deleted.`,
    fix: "Choose another one.",
  }),
  E14: (node, p) => ({
    text: `${node}: “${p.word}” takes the customer out of all messages, so the flow never sees it.`,
    fix: "Choose another word.",
  }),
  E20: (_, p) => ({
    text: `The flow is too large: ${p.value} ${limitNames[String(p.limit)]?.[0] ?? p.limit}, at most ${p.max}.`,
    fix: "Split it into several flows.",
  }),
  W01: (node, p) => ({
    text: `“${p.variable}” may not be set when ${node} reads it.`,
    fix: "Set it on every way that leads here, or use a default.",
  }),
  W02: (node) => ({
    text: `Nobody sees it when ${node} fails.`,
    fix: "Connect “Failed” to a node that notices it.",
  }),
  W04: (node, p) => ({
    text: `${node} writes by ${channelNames[String(p.channel)]?.[0] ?? p.channel}, where the customer may have no address.`,
    fix: "Answer on the channel on which the customer wrote, or connect “Skipped”.",
  }),
  W07: (node) => ({
    text: `The marketing text of ${node} does not say how to opt out.`,
    fix: "Add a sentence such as “Reply STOP to opt out”.",
  }),
  W08: (node, p) => ({
    text: `${node} says the same as “${p.other}” on the same way, so a customer may get it twice.`,
    fix: "Remove one of them, or wait for a reply in between.",
  }),
  W09: (_, p) => ({
    text: `The flow has the goal “${p.goal}”, and no end says that it was reached.`,
    fix: "Choose the result “Goal reached” at the end node where it is.",
  }),
  W10: (node, p) => ({
    text: `${node} has no text for customers who speak ${languageNames[String(p.language)]?.[0] ?? p.language}.`,
    fix: "Add a text for that language, or an “else” that fits everybody.",
  }),
  W03: (node, p) => ({
    text: p.characters
      ? `The text of ${node} takes ${p.parts} SMS, because of ${p.characters}.`
      : `The text of ${node} takes ${p.parts} SMS.`,
    fix: p.characters ? "Replace those characters, or shorten the text." : "Shorten the text.",
  }),
  W05: (node) => ({
    text: `${node} waits longer than a conversation stays open.`,
    fix: "Wait for a shorter time, or raise the channel's auto-close time.",
  }),
  W06: (_, p) => ({
    text: `“${p.flow}” starts on the same messages; whichever is first in the list wins.`,
    fix: "Narrow one of the triggers, or stop one of the flows.",
  }),
  W11: (node) => ({
    text: `${node} gives the conversation to a person, whether or not he is there.`,
    fix: "Ask “Agents offline?” first, or let the node fail when the person is not there.",
  }),
  W12: (node, p) => ({
    text: `${node} writes free text, and ${p.number} sends approved templates only: the message would be skipped there.`,
    fix: "Choose an approved template as the message, or leave that number out of the trigger.",
  }),
};

const zh: Readonly<Record<FindingCode, Sentence>> = {
  E01: (_, p) =>
    p.count === 0
      ? { text: "流程没有开始节点。", fix: "请添加一个开始节点。" }
      : { text: "流程有多个开始节点。", fix: "请只保留一个开始节点。" },
  E02: () => ({ text: "没有可到达的结束节点。", fix: "请将一条路径连接到结束节点。" }),
  E03: (node) => ({ text: `从开始节点无法到达${node}。`, fix: "请连接到该节点，或将其删除。" }),
  E04: (node, p) => ({
    text: `${node}的执行结果“${word(p, "zh-CN")}”没有下一个节点。`,
    fix: `请为“${word(p, "zh-CN")}”连接下一个节点。`,
  }),
  E05: (node, p) =>
    ({
      target: { text: `${node}连接到了不存在的节点。`, fix: "请重新连接。" },
      outcome: { text: `${node}有一条连接来自不存在的执行结果。`, fix: "请删除该连接或重新连接。" },
      twice: { text: `${node}的执行结果“${word(p, "zh-CN")}”连接了两个节点。`, fix: "请只保留一条连接。" },
      into_start: { text: `${node}连接到了开始节点。`, fix: "请连接到开始之后的节点。" },
      into_note: { text: `${node}连接到了注释。`, fix: "请连接到可执行的节点。" },
      jump_circle: { text: `${node}只会跳转到自身。`, fix: "请选择可执行的节点。" },
      same_id: { text: "流程中有两个部分使用了相同的编号。", fix: "请删除其中一个并重新添加。" },
    })[String(p.reason)] ?? { text: `${node}的一条连接已损坏。`, fix: "请重新连接。" },
  E06: (node, p) => ({
    text: `${node}的设置：${reason(p, "zh-CN")}。`,
    fix: p.reason === "setting_missing" ? "请填写该设置。" : "请修改该设置。",
  }),
  E07: (node, p) => ({ text: `${node}：${reason(p, "zh-CN")}。`, fix: "请修改表达式或文本。" }),
  E08: (node, p) => ({
    text: `${node}读取的变量“${p.variable}”从未设置。`,
    fix: `请在之前的节点中设置“${p.variable}”，或更正名称。`,
  }),
  E09: (node) => ({
    text: `经过${node}的循环既不等待，也没有明确的次数限制。`,
    fix: "请在循环中加入等待节点，或用“设置变量（增加）”计数并用“逻辑运算”判断该变量后退出。",
  }),
  E10: (node, p) => ({
    text: `${node}不能用于${kindNames[String(p.kind)]?.[1] ?? p.kind}。`,
    fix: "请删除该节点，或在其他类型的流程中使用。",
  }),
  E12: (node, p) => ({
    text: `${node}引用的${sourceNames[String(p.source)]?.[1] ?? "对象"}已被删除。`,
    fix: "请重新选择。",
  }),
  E14: (node, p) => ({ text: `${node}：“${p.word}”是退订词，流程不会收到它。`, fix: "请换一个词。" }),
  E20: (_, p) => ({
    text: `流程过大：${limitNames[String(p.limit)]?.[1] ?? p.limit} ${p.value}，上限 ${p.max}。`,
    fix: "请拆分为多个流程。",
  }),
  W01: (node, p) => ({
    text: `${node}读取变量“${p.variable}”时，它可能还没有值。`,
    fix: "请在每条到达此处的路径上设置它，或使用默认值。",
  }),
  W02: (node) => ({ text: `${node}失败时没有人会发现。`, fix: "请将“失败”连接到可以处理它的节点。" }),
  W04: (node, p) => ({
    text: `${node}通过${channelNames[String(p.channel)]?.[1] ?? p.channel}发送，而客户可能没有相应的地址。`,
    fix: "请使用客户来信渠道回复，或连接“已跳过”。",
  }),
  W07: (node) => ({ text: `${node}的营销内容没有说明如何退订。`, fix: "请添加“回复退订以取消接收”之类的说明。" }),
  W08: (node, p) => ({
    text: `${node}与同一路径上的“${p.other}”内容相同，客户可能收到两次。`,
    fix: "请删除其中一个，或在两者之间等待客户回复。",
  }),
  W09: (_, p) => ({
    text: `流程设定了目标“${p.goal}”，但没有结束节点表示已达成。`,
    fix: "请在达成目标的结束节点选择结果“达成目标”。",
  }),
  W10: (node, p) => ({
    text: `${node}没有面向${languageNames[String(p.language)]?.[1] ?? p.language}客户的内容。`,
    fix: "请添加该语言的内容，或添加适用于所有人的“否则”内容。",
  }),
  W03: (node, p) => ({
    text: p.characters
      ? `${node}的内容需要 ${p.parts} 条短信，原因是字符 ${p.characters}。`
      : `${node}的内容需要 ${p.parts} 条短信。`,
    fix: p.characters ? "请替换这些字符或缩短内容。" : "请缩短内容。",
  }),
  W05: (node) => ({
    text: `${node}的等待时间超过会话自动关闭的时间。`,
    fix: "请缩短等待时间，或延长渠道的会话超时时间。",
  }),
  W06: (_, p) => ({
    text: `流程“${p.flow}”由同样的消息启动，列表中靠前的流程生效。`,
    fix: "请缩小其中一个启动时机的范围，或停止其中一个流程。",
  }),
  W11: (node) => ({
    text: `${node}会把会话分配给座席，而没有检查座席是否在线。`,
    fix: "请先使用“座席离线”判断，或设置为座席不在时视为失败。",
  }),
  W12: (node, p) => ({
    text: `${node}发送自由文本，而 ${p.number} 只能发送审核通过的模板，消息会被跳过。`,
    fix: "请将消息源改为审核通过的模板，或在启动时机中不选该号码。",
  }),
};

const kindNames: Record<string, [en: string, zh: string]> = {
  web: ["web", "网页消息流程"],
  sms: ["SMS", "短消息流程"],
  whatsapp: ["WhatsApp", "WhatsApp 消息流程"],
  email: ["email", "邮件消息流程"],
  event: ["event", "事件流程"],
  auto: ["scheduled", "自动流程"],
  sub: ["sub", "子流程"],
};

const channelNames: Record<string, [en: string, zh: string]> = {
  web: ["web chat", "网页"],
  sms: ["SMS", "短信"],
  whatsapp: ["WhatsApp", "WhatsApp "],
  email: ["mail", "邮件"],
  app: ["the app", "移动应用"],
};

const languageNames: Record<string, [en: string, zh: string]> = {
  en: ["English", "英语"],
  "zh-CN": ["Chinese", "中文"],
};

const sourceNames: Record<string, [en: string, zh: string]> = {
  agents: ["an agent", "座席人员"],
  queues: ["a queue", "座席组"],
  fields: ["a field", "字段"],
  savedReplies: ["a saved reply", "预定义消息"],
  channelNumbers: ["a number", "号码"],
  nodes: ["a node", "节点"],
};

const limitNames: Record<string, [en: string, zh: string]> = {
  nodes: ["nodes", "节点数"],
  edges: ["connections", "连接数"],
  bytes: ["bytes", "字节数"],
};

const word = (p: Params, language: Language): string =>
  String(p[`label_${language}`] ?? outcomeLabel(String(p.outcome))[language]);

const reason = (params: Params, language: Language): string => {
  const { reason: code, ...rest } = params;
  return reasonText({ code: String(code), params: rest }, language);
};

/** A finding in a sentence, and what to do about it in another. `nodeName`: of the node it is about. */
export function describeFinding(it: Finding, language: Language, nodeName?: string): Words {
  const name = nodeName
    ? language === "en"
      ? `“${nodeName}”`
      : `“${nodeName}”`
    : language === "en"
      ? "The trigger"
      : "启动时机";
  return (language === "en" ? en : zh)[it.code](name, it.params ?? {});
}
