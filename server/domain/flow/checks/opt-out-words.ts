import { optOutWord } from "../../opt-out-words";
import { type Finding, finding } from "../findings";
import type { Model } from "../model";

/** E14: a keyword that is an opt-out word of a number the flow runs on; no flow ever sees such a message. */
export function checkOptOutWords({ graph, context: { numbers = [] } }: Model): Finding[] {
  const { words } = graph.trigger.config;
  if (graph.kind !== "sms" || !Array.isArray(words)) return [];
  const refused = words.findIndex((word) =>
    numbers.some((number) => optOutWord(String(word), { kind: "sms", number }, false) === "stop"),
  );
  return refused < 0
    ? []
    : [finding("E14", { field: `trigger.words.${refused}`, params: { word: String(words[refused]) } })];
}
