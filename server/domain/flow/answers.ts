import type { Answer, Step, StepAnswer, Value, Values } from "./types";

type Good = Extract<Answer, { ok: true }>;

/**
 * The step after a request: what the world refused is FAILED with its reason, an outcome it named is that outcome,
 * and the rest is the node's.
 */
export function settle(answer: StepAnswer, good: (answer: Good) => Step = () => ({ outcome: "SUCCESS" })): Step {
  if (answer.kind !== "answered") return { outcome: "FAILED", reason: { code: "unexpected_answer" } };
  if (!answer.answer.ok) return { outcome: "FAILED", reason: answer.answer.reason };
  const { outcome, reason } = answer.answer;
  return outcome ? { outcome, ...(reason && { reason }) } : good(answer.answer);
}

/** TRUE or FALSE by a value that was read; anything but yes or no is FAILED. */
export const yesOrNo = ({ value }: Good): Step =>
  typeof value === "boolean"
    ? { outcome: value ? "TRUE" : "FALSE" }
    : { outcome: "FAILED", reason: { code: "unexpected_answer" } };

/** Values by name, where that is what was read. */
export const isValues = (value: Value | Values | undefined): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
