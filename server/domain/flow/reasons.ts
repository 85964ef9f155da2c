import { outcomeLabel } from "./outcomes";
import { type Language, type Reason, type Text, t } from "./types";

/** Words for what a value is. */
const typeNames: Record<string, Text> = {
  text: t("a text", "文本"),
  number: t("a number", "数字"),
  boolean: t("yes or no", "是或否"),
  date: t("a date", "日期"),
  list: t("a list", "列表"),
  nothing: t("nothing", "空值"),
};

type Params = Readonly<Record<string, string | number>>;
type Words = (params: Params, language: Language) => string;

const type = (name: string | number | undefined, language: Language) =>
  typeNames[String(name)]?.[language] ?? String(name);
const named = (name: string | number | undefined, en: string, zh: string, language: Language) =>
  name ? `“${name}”` : language === "en" ? en : zh;

/** Two languages of one sentence; `{name}` is filled in. */
const plain =
  (en: string, zh: string): Words =>
  (params, language) =>
    (language === "en" ? en : zh).replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));

/** Why an expression, a template, a node or a run failed; also what is noted on a visit. Complete in both languages. */
const reasons: Readonly<Record<string, Words>> = {
  // expressions at run-time
  missing_value: (p, l) =>
    l === "en"
      ? `${named(p.name, "A value", "", l)} is not set, so it cannot be compared or used`
      : `${named(p.name, "", "某个值", l)}没有值，无法比较或使用`,
  type_mismatch: (p, l) =>
    l === "en"
      ? `${type(p.left, l)} cannot be used with ${type(p.right, l)} (${p.operator})`
      : `${type(p.left, l)}不能与${type(p.right, l)}一起运算（${p.operator}）`,
  not_a_condition: (p, l) =>
    l === "en"
      ? `${named(p.name, "The result", "", l)} is ${type(p.got, l)}, but yes or no is needed`
      : `${named(p.name, "", "结果", l)}是${type(p.got, l)}，此处需要“是”或“否”`,
  not_a_number_operand: (p, l) =>
    l === "en"
      ? `${p.operator} needs numbers, not ${type(p.got, l)}`
      : `${p.operator} 需要数字，而不是${type(p.got, l)}`,
  not_comparable: (p, l) =>
    l === "en" ? `${p.operator} cannot compare ${type(p.got, l)}` : `${p.operator} 不能比较${type(p.got, l)}`,
  not_a_text: (p, l) =>
    l === "en" ? `${p.call}() needs a text, not ${type(p.got, l)}` : `${p.call}() 需要文本，而不是${type(p.got, l)}`,
  not_a_number: plain("“{text}” is not a number", "“{text}”不是数字"),
  not_a_date: plain("“{text}” is not a date", "“{text}”不是日期"),
  not_a_list: plain("{call} needs a list", "{call} 需要列表"),
  no_such_item: plain("The list has no item {index}", "列表中没有第 {index} 项"),
  division_by_zero: plain("A number is divided by zero", "除数为零"),
  number_too_large: plain("The number is too large", "数字过大"),
  text_too_long: plain("The text is longer than {max} characters", "文本超过 {max} 个字符"),
  list_too_long: plain("The list has more than {max} items", "列表超过 {max} 项"),
  unknown_zone: plain("“{zone}” is not a time zone", "“{zone}”不是时区"),
  // expressions when parsed
  expression_empty: plain("The expression is empty", "表达式为空"),
  expression_too_long: plain("The expression is longer than {max} characters", "表达式超过 {max} 个字符"),
  expression_too_complex: plain(
    "The expression is too complex (more than {nodes} parts or {depth} levels)",
    "表达式过于复杂（超过 {nodes} 个部分或 {depth} 层）",
  ),
  expression_syntax: plain(
    "The expression cannot be read at character {position}",
    "表达式在第 {position} 个字符处无法识别",
  ),
  expression_method: plain(
    "Write {name}(…) plainly, not as a method after a point",
    "请直接写 {name}(…)，不要写成点号后的方法",
  ),
  expression_unsupported: plain(
    "The expression uses something that flows do not know ({what})",
    "表达式使用了流程不支持的写法（{what}）",
  ),
  unknown_function: plain("There is no function {name}()", "没有 {name}() 这个函数"),
  wrong_arguments: plain("{name}() takes {min} to {max} values", "{name}() 需要 {min} 到 {max} 个参数"),
  pattern_not_literal: plain("The pattern of matches() must be written out", "matches() 的匹配模式必须直接写出"),
  pattern_too_long: plain("The pattern is longer than {max} characters", "匹配模式超过 {max} 个字符"),
  pattern_too_large: plain("The pattern repeats too much", "匹配模式的重复次数过多"),
  pattern_invalid: plain("The pattern “{pattern}” cannot be read", "匹配模式“{pattern}”无法识别"),
  // templates
  template_too_long: plain("The text is longer than {max} characters", "文本超过 {max} 个字符"),
  template_too_complex: plain("The text is nested too deeply", "文本嵌套过深"),
  template_unknown_tag: plain("Texts do not know the tag {tag}", "文本不支持标签 {tag}"),
  template_unknown_filter: plain("Texts do not know the filter {filter}", "文本不支持过滤器 {filter}"),
  template_syntax: plain("The text cannot be read in line {line}", "文本第 {line} 行无法识别"),
  template_not_closed: plain("“{part}” in line {line} is not closed", "第 {line} 行的“{part}”没有结束"),
  template_too_much: plain(
    "The text grew longer than {max} characters or took too many steps",
    "生成的文本超过 {max} 个字符或步骤过多",
  ),
  template_failed: plain("The text could not be filled in", "文本无法生成"),
  unknown_variable: plain("“{name}” was not set and stayed empty", "“{name}”没有值，显示为空"),
  // settings
  setting_missing: plain("It must be filled in", "必须填写"),
  setting_invalid: plain("It is not valid", "内容无效"),
  not_a_graph: plain("It is not a flow", "不是有效的流程"),
  unknown_node_type: plain("The node type “{type}” does not exist", "节点类型“{type}”不存在"),
  unknown_trigger: plain("The trigger “{trigger}” does not exist", "启动时机“{trigger}”不存在"),
  same_id: plain("An id is used twice", "编号重复"),
  email_target: plain("In an email flow it must be Email or Inbox", "邮件消息流程中必须选择邮件或站内消息"),
  // nodes
  empty_message: plain("The message has no text", "消息没有内容"),
  empty_variable: plain("The template’s variable “{name}” has no value", "模板变量“{name}”没有内容"),
  message_failed: plain("The carrier refused the message", "运营商拒绝了消息"),
  not_confirmed: plain("The carrier did not confirm the message in time", "运营商未在规定时间内确认消息"),
  unexpected_answer: plain("The node got an answer that it cannot use", "节点得到了无法使用的结果"),
  variables_full: plain("The variables of the run take more than {max} bytes", "运行实例的变量超过 {max} 字节"),
  step_crashed: plain("The node could not be carried out", "节点无法执行"),
  // assignments, sending: what the world answers
  agent_gone: plain("The agent is deleted or disabled", "座席已被删除或停用"),
  agent_unavailable: plain("The agent is not there", "座席不在"),
  no_contact_owner: plain("The customer has no agent", "该访客没有对应的座席人员"),
  no_last_agent: plain("The customer has had no agent yet", "该访客还没有过座席人员"),
  queue_gone: plain("The queue does not exist any more", "座席组已不存在"),
  nobody_suitable: plain("Nobody suitable is there", "没有合适的座席"),
  no_address: plain("The customer has no address for this channel", "客户没有此渠道的地址"),
  suppressed: plain("The address is blocked", "该地址已被屏蔽"),
  opted_out: plain("The customer has opted out", "客户已退订"),
  template_only: plain("This channel sends templates only", "此渠道只能发送模板消息"),
  window_closed: plain(
    "The customer has not written in the last 24 hours, so only a template may be sent",
    "客户 24 小时内没有发来消息，只能发送模板消息",
  ),
  no_consent: plain("The customer has not agreed", "客户未同意接收"),
  channel_gone: plain("The channel is not connected", "渠道未连接"),
  saved_reply_gone: plain("The saved reply does not exist any more", "预定义消息已不存在"),
  conversation_gone: plain("There is no open conversation", "没有进行中的会话"),
  conversation_busy: plain("Another flow is at work in the conversation", "会话中已有其他流程在运行"),
  // runs
  loop_limit: plain("The run went round more than {max} nodes", "运行经过的节点超过 {max} 个"),
  no_next: ({ outcome = "" }, l) => {
    const word = outcomeLabel(String(outcome))[l];
    // A branch that somebody made has words of its own, which are not stored with the reason.
    if (word.startsWith("opt:")) return l === "en" ? "The option leads nowhere" : "该选项没有连接下一个节点";
    return l === "en" ? `“${word}” leads nowhere` : `“${word}”没有连接下一个节点`;
  },
  node_gone: plain("The node does not exist in this version", "该版本中没有这个节点"),
  run_crashed: plain("It could not be carried on, however often it was tried", "多次重试后仍无法继续运行"),
  taken_over: plain("A person took the conversation over", "座席接管了会话"),
  conversation_closed: plain("The conversation was closed", "会话已关闭"),
  cancelled: plain("Somebody cancelled the run", "运行已被取消"),
  // notes on visits
  message_sent: plain("Sent a message", "发送了消息"),
  reply_kept: plain("Took a message that had come before", "使用了之前收到的消息"),
  reply_dropped: plain("Too many messages waited; the oldest was put aside", "等待的消息过多，最早的一条已略过"),
};

/** A reason in words; its code where nobody has words for it. */
export function reasonText({ code, params = {} }: Reason, language: Language): string {
  const words = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (!words) return code;
  const sentence = words(params, language);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export const reasonCodes: readonly string[] = Object.keys(reasons);
