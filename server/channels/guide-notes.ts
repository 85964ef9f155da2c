import type { GuideStep } from "./form";

/** For every carrier of US numbers: without registration, messages to US phones are stopped on the way. */
export const tenDlc: GuideStep = {
  important: true,
  en: "A US 10-digit number (10DLC) must be registered for business messages, or messages to US phones are blocked. Ask your carrier how to register it.",
  "zh-CN":
    "根据美国法规，用于 A2P 消息的 10 位号码（10DLC）必须注册，否则发往美国号码的短信将被拦截。请与运营商确认注册要求并完成号码注册。",
};
