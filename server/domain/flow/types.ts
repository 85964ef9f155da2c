/** The words of flows as types. What a run is made of is in `run-types.ts`, what a node is in `node-types.ts`. */
export type * from "./node-types";
export type * from "./run-types";

/** A text in both languages of the interface. */
export interface Text {
  en: string;
  "zh-CN": string;
}

export type Language = keyof Text;

export const languages = ["zh-CN", "en"] as const satisfies readonly Language[];

/** `t("Start", "开始")`: English first. */
export const t = (en: string, zh: string): Text => ({ en, "zh-CN": zh });

/** A date-time among variables; ISO 8601 in UTC. Plain data, so that a run stays JSON. */
export interface DateTime {
  date: string;
}

/** What a variable can hold. JSON throughout. */
export type Value = string | number | boolean | null | DateTime | readonly Value[];

export type Values = Readonly<Record<string, Value>>;

/** Message type of a flow (流程类型). */
export const kinds = ["web", "sms", "whatsapp", "email", "event", "auto", "sub"] as const;
export type Kind = (typeof kinds)[number];

/** Kinds whose runs begin with something a customer wrote or opened. */
export const messageKinds: readonly Kind[] = ["web", "sms", "whatsapp", "email"];

export type OutcomeId = string;

/** Why something failed or was noticed, as data; its words are in `reasons.ts`. */
export interface Reason {
  code: string;
  params?: Readonly<Record<string, string | number>>;
}

export const groups = ["structure", "condition", "message", "routing", "data", "time", "integration"] as const;
export type Group = (typeof groups)[number];
