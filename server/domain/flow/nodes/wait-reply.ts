import { duration, durationMs, integer, ownVar, select, timeUnits } from "../fields";
import { node } from "../node";
import { outcomes } from "../outcomes";
import { type InboundMessage, type Step, type StepState, t, type Value } from "../types";
import { MAX_TEXT } from "../values";

/** Messages taken together at most; a customer who never stops is answered all the same. */
const MAX_BURST = 50;

interface Collected {
  texts: string[];
  subtype: string;
}

/** Stops until the customer writes. A burst is what he writes without a pause of `quietFor` seconds. */
export const wait_reply = node({
  type: "wait_reply",
  group: "time",
  class: "S",
  label: t("Wait for reply", "等待客户回复"),
  help: t("Stops until the customer writes, or until the time is up.", "等待客户回复，直到超时。"),
  icon: "message-circle-question-mark",
  fields: {
    timeout: duration(t("Wait at most", "超时时间"), {
      min: 1000,
      max: 90 * timeUnits.days,
      value: { n: 24, unit: "hours" },
    }),
    collect: select(t("Take", "收集方式"), [
      { value: "first", label: t("the first message", "第一条消息") },
      { value: "burst", label: t("messages that follow each other, as one", "连续发送的多条消息合并") },
    ]),
    quietFor: integer(t("Seconds of silence that end it", "间隔秒数"), {
      min: 2,
      max: 30,
      value: 5,
      when: { field: "collect", is: ["burst"] },
    }),
    save: ownVar(t("Save the text in", "保存到变量"), { setOn: ["REPLIED"] }),
  },
  outcomes: () => outcomes("REPLIED", "TIMEOUT"),
  summary: ({ timeout: { n, unit } }) => t(`At most ${n} ${unit}`, `最长 ${n} ${unitNames[unit]}`),
  uses: () => [
    { kind: "sets", variable: "message_body", field: "save", on: ["REPLIED"] },
    { kind: "sets", variable: "message_subtype", field: "save", on: ["REPLIED"] },
  ],
  longestWait: ({ timeout }) => durationMs(timeout),
  step: (state, { timeout, collect, quietFor, save }, answer): Step => {
    const waits = [{ kind: "reply" as const }];
    if (!answer) return { ask: { kind: "wait", waits, deadline: state.now + durationMs(timeout) } };
    const collected = state.memory as Collected | null;
    if (answer.kind === "timeout") return collected ? replied(state, collected, save) : { outcome: "TIMEOUT" };
    if (answer.kind !== "reply") return { outcome: "TIMEOUT" };
    const all = add(collected, answer.message);
    if (collect === "first" || all.texts.length >= MAX_BURST) return replied(state, all, save);
    return { ask: { kind: "wait", waits, deadline: state.now + quietFor * 1000 }, memory: all };
  },
});

const unitNames = { seconds: "秒", minutes: "分钟", hours: "小时", days: "天", weeks: "周" };

function add(collected: Collected | null, message: InboundMessage): Collected {
  const texts = [...(collected?.texts ?? []), message.text.slice(0, MAX_TEXT)];
  return { texts, subtype: message.subtype ?? "text" };
}

function replied(state: StepState, { texts, subtype }: Collected, save: string): Step {
  const text = texts.join("\n").slice(0, MAX_TEXT);
  const data: Record<string, Value> = { message_body: text, message_subtype: subtype };
  if (state.variable("sms_body") !== undefined) data.sms_body = text;
  return { outcome: "REPLIED", data, ...(save && { set: { [save]: text } }) };
}
