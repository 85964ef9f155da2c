import { type Text, t } from "./types";

export type BuiltInType = "text" | "number" | "boolean" | "date" | "list";

export interface BuiltIn {
  type: BuiltInType;
  label: Text;
  /** Where it comes from: always there, with a message, with a mail, with a page, with a tracked event, a keyword. */
  from: "always" | "message" | "email" | "page" | "event" | "sms" | "keyword" | "conversation";
}

const of = (type: BuiltInType, from: BuiltIn["from"], en: string, zh: string): BuiltIn => ({
  type,
  from,
  label: t(en, zh),
});

/** Variables that a flow finds and may not change. */
export const builtIns = {
  user_fullname: of("text", "always", "Customer's name", "客户姓名"),
  user_email: of("text", "always", "Customer's email", "客户邮箱"),
  user_mobile: of("text", "always", "Customer's mobile number", "客户手机号"),
  user_language: of("text", "always", "Customer's language", "客户语言"),
  user_country: of("text", "always", "Customer's country", "客户国家"),
  user_city: of("text", "always", "Customer's city", "客户城市"),
  user_timezone: of("text", "always", "Customer's time zone", "客户时区"),
  customer_user_type: of("text", "always", "Customer type", "客户类型"),
  ent_user_createtime: of("date", "always", "Customer since", "客户创建时间"),
  is_anonymous_user: of("boolean", "always", "Is anonymous", "是否匿名客户"),
  is_assigned_user: of("boolean", "always", "Has an agent", "是否已分配座席"),
  is_new_contact: of("boolean", "always", "Writes for the first time", "是否新客户"),
  user_channel: of("text", "always", "Channel", "客户渠道"),
  user_web_sessions: of("number", "page", "Visits to the website", "网页访问次数"),
  browser_name: of("text", "page", "Browser", "浏览器"),
  browser_language: of("text", "page", "Browser language", "浏览器语言"),
  page_title: of("text", "page", "Page title", "页面标题"),
  page_url: of("text", "page", "Page address", "页面地址"),
  message_subtype: of("text", "message", "Kind of message", "消息子类型"),
  message_body: of("text", "message", "Message text", "消息内容"),
  email_subject: of("text", "email", "Mail subject", "邮件主题"),
  email_body: of("text", "email", "Mail text", "邮件内容"),
  email_recipient: of("text", "email", "Mail recipient", "邮件收件人"),
  sms_from: of("text", "sms", "SMS sender", "短信发送号码"),
  sms_to: of("text", "sms", "SMS recipient", "短信接收号码"),
  sms_body: of("text", "sms", "SMS text", "短信内容"),
  matched_word: of("text", "keyword", "Keyword found", "匹配的关键词"),
  track_event_seq: of("number", "event", "Event number", "事件序号"),
  track_event_uuid: of("text", "event", "Event id", "事件 ID"),
  track_event_count: of("number", "event", "Times the event happened", "事件次数"),
  track_event_data: of("text", "event", "Event data", "事件数据"),
  conversation_id: of("text", "conversation", "Conversation id", "会话 ID"),
  conversation_status: of("text", "conversation", "Conversation state", "会话状态"),
  run_id: of("text", "always", "Run id", "运行实例 ID"),
  flow_name: of("text", "always", "Flow name", "流程名称"),
  now: of("date", "always", "Now", "当前时间"),
} as const satisfies Record<string, BuiltIn>;

export type BuiltInName = keyof typeof builtIns;

export const isBuiltIn = (name: string): name is BuiltInName => Object.hasOwn(builtIns, name);

/** A variable made by a flow. */
export const ownVariable = /^var_[a-z0-9_]{1,40}$/;

/** A custom field of the contact, or something counted about a tracked event. */
const fromContact = /^(field|event_count|event_first_time|event_last_time|event_last_data)_[a-z0-9_]{1,60}$/;

/** The key of a custom field when the variable is one: `field_size` → `size`. */
export const customFieldOf = (name: string): string | null => /^field_([a-z0-9_]{1,60})$/.exec(name)?.[1] ?? null;

/** Whether a flow may read a name at all without setting it. */
export const isProvided = (name: string): boolean => isBuiltIn(name) || fromContact.test(name);

/** Built-in variables that come with some sources, for triggers to say what they provide. */
export const builtInsFrom = (...sources: BuiltIn["from"][]): BuiltInName[] =>
  (Object.keys(builtIns) as BuiltInName[]).filter((name) => sources.includes(builtIns[name].from));
