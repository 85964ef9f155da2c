export { type TriggerRegistry, triggers, triggersFor } from "./registry";
export { type Candidate, resolveTriggers, type Started } from "./resolve";
export type { Occurrence, TriggerType } from "./types";
