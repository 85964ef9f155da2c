import type { Graph } from "./graph";
import { usesOf } from "./node";
import { nodes as allNodes, type NodeRegistry } from "./nodes";
import { triggers } from "./triggers";
import { type Group, groups, type Kind, type Language, type NodeType, type Text, t, type Use } from "./types";

export const groupLabels: Readonly<Record<Group, Text>> = {
  structure: t("Start and end", "起止"),
  condition: t("Conditions", "条件"),
  message: t("Messages", "消息"),
  routing: t("Routing", "分配"),
  data: t("Data", "数据"),
  time: t("Timing", "时间"),
  integration: t("Integration", "集成"),
};

export const kindLabels: Readonly<Record<Kind, Text>> = {
  web: t("Web messages", "网页消息流程"),
  sms: t("SMS", "短消息流程"),
  whatsapp: t("WhatsApp messages", "WhatsApp 消息流程"),
  email: t("Email", "邮件消息流程"),
  event: t("Events", "事件流程"),
  auto: t("Scheduled", "自动流程"),
  sub: t("Sub-flows", "子流程"),
};

/** What a flow of a kind may be built of, by group; groups without a node are left out. */
export function paletteFor(kind: Kind, registry: NodeRegistry = allNodes): { group: Group; nodes: NodeType[] }[] {
  const fitting = Object.values(registry).filter(({ kinds }) => kinds === "all" || kinds.includes(kind));
  return groups
    .map((group) => ({ group, nodes: fitting.filter((node) => node.group === group) }))
    .filter(({ nodes }) => nodes.length > 0);
}

/** The settings of a new node: every default. */
export function defaultConfig(type: string, registry: NodeRegistry = allNodes): Record<string, unknown> {
  const parsed = Object.hasOwn(registry, type) ? registry[type]?.schema.safeParse({}) : undefined;
  return parsed?.success ? parsed.data : {};
}

/** 中文名-序号, English name 3. */
export function defaultName(
  type: string,
  number: number,
  language: Language,
  registry: NodeRegistry = allNodes,
): string {
  const label = (Object.hasOwn(registry, type) ? registry[type]?.label[language] : undefined) ?? type;
  return language === "zh-CN" ? `${label}-${number}` : `${label} ${number}`;
}

export interface FoundUse {
  nodeId: string;
  nodeName: string;
  use: Use;
}

/** Everything the nodes of a graph mention: for saying which flows use what somebody is about to delete. */
export function usesOfGraph(graph: Graph, registry: NodeRegistry = allNodes): FoundUse[] {
  return graph.nodes.flatMap(({ id, name, type, config }) => {
    const known = Object.hasOwn(registry, type) ? registry[type] : undefined;
    const parsed = known?.schema.safeParse(config);
    if (!known || !parsed?.success) return [];
    return known.uses(parsed.data).map((use) => ({ nodeId: id, nodeName: name, use }));
  });
}

/** What a graph's nodes and its trigger refer to in the workspace. */
export function referencesOf(graph: Graph): Extract<Use, { kind: "reference" }>[] {
  const trigger = Object.hasOwn(triggers, graph.trigger.id) ? triggers[graph.trigger.id] : undefined;
  const uses = [
    ...usesOfGraph(graph).map(({ use }) => use),
    ...(trigger ? usesOf(trigger.fields, graph.trigger.config) : []),
  ];
  return uses.filter((use) => use.kind === "reference");
}
