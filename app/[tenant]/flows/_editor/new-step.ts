import { type FlowNode, newId } from "./canvas-graph";
import type { Spot } from "./free-spot";
import { stepType } from "./step-type";
import type { Language } from "@/server/domain/flow/types";

/** A fresh node of a type, named in the reader's language with its number among all nodes of the flow. */
export function newStep(type: string, position: Spot, nodes: readonly FlowNode[], language: Language): FlowNode {
  const definition = stepType(type);
  const label = definition?.label[language] ?? type;
  const defaults = definition?.schema.safeParse({});
  return {
    id: newId(),
    type: type === "note" ? "note" : "step",
    position,
    data: {
      type,
      name: nameOf(label, type, nodes, language),
      config: defaults?.success ? (defaults.data as Record<string, unknown>) : {},
    },
  };
}

function nameOf(label: string, type: string, nodes: readonly FlowNode[], language: Language): string {
  if (type === "start" || type === "note") return label;
  const taken = new Set(nodes.map(({ data }) => data.name));
  for (let number = nodes.length + 1; ; number++) {
    const name = language === "en" ? `${label.replace(/\?$/, "")} ${number}` : `${label}-${number}`;
    if (!taken.has(name)) return name;
  }
}
