import { type Outcome, type OutcomeId, type Text, t } from "./types";

/** The fixed words (执行结果). Anything else is a branch somebody made: `opt:<id>`. */
export const fixedOutcomes = {
  SUCCESS: t("Success", "成功"),
  TRUE: t("Yes", "是"),
  FALSE: t("No", "否"),
  FAILED: t("Failed", "失败"),
  TIMEOUT: t("Timeout", "超时"),
  ELSE: t("Otherwise", "其他"),
  SKIPPED: t("Skipped", "已跳过"),
  REPLIED: t("Replied", "已回复"),
} as const satisfies Record<string, Text>;

export type FixedOutcome = keyof typeof fixedOutcomes;

/** FAILED may stay open: the flow's setting then says what happens. SKIPPED then goes on along SUCCESS. */
const mayStayOpen = new Set<string>(["FAILED", "SKIPPED"]);

/** `outcomes("SUCCESS", "FAILED")`: fixed words as a node's outcomes. */
export const outcomes = (...ids: FixedOutcome[]): Outcome[] =>
  ids.map((id) => (mayStayOpen.has(id) ? { id, optional: true } : { id }));

/** The branch of an option; it stays when the option's text is edited. */
export const optionOutcome = (optionId: string): OutcomeId => `opt:${optionId}`;

/** The outcome in words: its own label, else the fixed word's; the id itself for a branch that is gone. */
export function outcomeLabel(outcome: Outcome | OutcomeId): Text {
  const { id, label } = typeof outcome === "string" ? { id: outcome, label: undefined } : outcome;
  return label ?? (Object.hasOwn(fixedOutcomes, id) ? fixedOutcomes[id as FixedOutcome] : t(id, id));
}
