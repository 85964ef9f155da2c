import { smsSize } from "../../sms";
import { type Finding, finding } from "../findings";
import type { Model } from "../model";

/** More SMS than this make a message that people should think about. */
const MANY_PARTS = 3;

/** Fewer foreign characters than this in a text look like an accident: a typographic quote, a dash. */
const FEW_CHARACTERS = 4;

/** W03: a text that takes more than three SMS, or more of them because of a few characters. */
export function checkTexts({ graph, nodes, reachable }: Model): Finding[] {
  if (graph.kind !== "sms") return [];
  return [...nodes.values()].flatMap(({ drawn, type, config, uses }) => {
    const bySms =
      config && (config.channel === undefined || config.channel === "conversation" || config.channel === "sms");
    if (type?.group !== "message" || !bySms || !reachable.has(drawn.id)) return [];
    return uses.flatMap((use) => {
      if (use.kind !== "template" || use.field !== "text") return [];
      const size = smsSize(fixedPart(use.source));
      const culprits = size.forcedBy.length < FEW_CHARACTERS ? size.forcedBy.join(" ") : "";
      const avoidable = culprits !== "" && size.parts > smsSize(without(fixedPart(use.source), size.forcedBy)).parts;
      if (size.parts <= MANY_PARTS && !avoidable) return [];
      const params = { parts: size.parts, ...(culprits !== "" && { characters: culprits }) };
      return [finding("W03", { nodeId: drawn.id, field: use.field, params })];
    });
  });
}

/** What is in the text whoever gets it. */
const fixedPart = (source: string): string => source.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, "");

const without = (text: string, characters: string[]): string =>
  [...text].map((c) => (characters.includes(c) ? "-" : c)).join("");
