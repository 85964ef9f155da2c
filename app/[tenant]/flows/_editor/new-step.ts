import { defaultConfig, defaultName } from "@/server/domain/flow/palette";
import type { Language } from "@/server/domain/flow/types";
import { type FlowNode, newId } from "./canvas-graph";
import type { Spot } from "./free-spot";
import { stepType } from "./step-type";

/** A fresh node of a type, named in the reader's language with its number among all nodes of the flow. */
export function newStep(type: string, position: Spot, nodes: readonly FlowNode[], language: Language): FlowNode {
  return {
    id: newId(),
    type: type === "note" ? "note" : "step",
    position,
    data: { type, name: nameOf(type, nodes, language), config: defaultConfig(type) },
  };
}

function nameOf(type: string, nodes: readonly FlowNode[], language: Language): string {
  if (type === "start" || type === "note") return stepType(type)?.label[language] ?? type;
  const taken = new Set(nodes.map(({ data }) => data.name));
  for (let number = nodes.length + 1; ; number++) {
    const name = defaultName(type, number, language);
    if (!taken.has(name)) return name;
  }
}
