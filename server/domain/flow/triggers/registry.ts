import type { Kind } from "../types";
import { conversationClosed } from "./conversation-closed";
import { manual } from "./manual";
import { smsMessage } from "./sms-message";
import { smsMessageFirst } from "./sms-message-first";
import { smsMessageKeyword } from "./sms-message-keyword";
import type { TriggerType } from "./types";

export type TriggerRegistry = Readonly<Record<string, TriggerType>>;

/** What can start a flow (启动时机): a trigger is its file and its line here. */
export const triggers: TriggerRegistry = {
  "sms.message": smsMessage,
  "sms.message.first": smsMessageFirst,
  "sms.message.keyword": smsMessageKeyword,
  "conversation.closed": conversationClosed,
  manual,
};

/** Triggers a flow of a kind can have, in the order in which they are offered. */
export const triggersFor = (kind: Kind, registry: TriggerRegistry = triggers): TriggerType[] =>
  Object.values(registry).filter(({ kinds }) => kinds === "all" || kinds.includes(kind));
