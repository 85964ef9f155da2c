import { parsePhone } from "./phone";

const texts = {
  en: {
    stop: "You are unsubscribed and will get no more messages from us. Reply START to come back.",
    start: "You are subscribed again. Reply STOP to unsubscribe.",
  },
  zh: {
    stop: "您已退订，不会再收到我们的短信。回复 START 可恢复接收。",
    start: "您已恢复接收短信。回复“退订”可随时退订。",
  },
} as const;

/** The one confirmation of an opt-out, or of coming back, in the language of the country of our number. */
export function optOutReply(change: "stop" | "start", number: string): string {
  const chinese = ["CN", "HK", "TW", "MO"].includes(parsePhone(number)?.country ?? "");
  return texts[chinese ? "zh" : "en"][change];
}
