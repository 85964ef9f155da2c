import { type Program, parseExpression } from "./expression";
import { because, type Finding, finding } from "./findings";
import type { Graph, GraphNode } from "./graph";
import { nodes as allNodes, type NodeRegistry } from "./nodes";
import { parseTemplate, type Template } from "./template";
import { triggers as allTriggers, type TriggerRegistry } from "./triggers";
import type { NodeType, Outcome, OutcomeId, Reason, ReferenceSource, Use } from "./types";

/** What the workspace has, as far as the caller knows it; what is absent is not checked. */
export interface CompileContext {
  nodes?: NodeRegistry;
  triggers?: TriggerRegistry;
  /** Ids that exist. `fields`: keys of custom fields. */
  directory?: Partial<Record<ReferenceSource, ReadonlySet<string>>>;
  /** Other started flows of the workspace, in the order of the list. */
  otherFlows?: readonly { id: string; name: string; trigger: { id: string; config: unknown } }[];
  /** After how long the channel closes a silent conversation. */
  autoCloseMs?: number;
  /** Numbers the flow runs on, for words that no flow ever sees. */
  numbers?: readonly string[];
  /** Numbers whose carriers send nothing but approved templates. */
  templateNumbers?: readonly { id: string; address: string; kind: string }[];
  /** Languages in which the workspace talks to its customers. */
  languages?: readonly string[];
}

export type Config = Record<string, unknown>;

/** A node of the draft beside its type, as far as both are there. */
export interface ModelNode {
  drawn: GraphNode;
  type: NodeType | null;
  /** null: does not fit the node's schema. */
  config: Config | null;
  outcomes: readonly Outcome[];
  uses: readonly Use[];
  /** By outcome, as drawn; jumps not yet resolved. */
  next: ReadonlyMap<OutcomeId, string>;
}

/** A draft, read once: what checks look at and the plan is made of. */
export interface Model {
  graph: Graph;
  context: CompileContext;
  nodes: ReadonlyMap<string, ModelNode>;
  starts: readonly string[];
  programs: ReadonlyMap<string, Program | { error: Reason }>;
  templates: ReadonlyMap<string, Template | { error: Reason }>;
  /** Where an id leads in the end: through jumps to a node that runs; null when nowhere. */
  landing(id: string): string | null;
  /** From the start, jumps included. */
  reachable: ReadonlySet<string>;
  /** What was wrong already while reading: E05, E06, E07, E10. */
  findings: readonly Finding[];
}

export function readModel(graph: Graph, context: CompileContext): Model {
  const registry = context.nodes ?? allNodes;
  const findings: Finding[] = [];
  const nodes = new Map<string, ModelNode>();
  for (const drawn of graph.nodes) nodes.set(drawn.id, readNode(drawn, graph, registry, findings));
  connect(graph, nodes, findings);
  findings.push(...triggerFindings(graph, context.triggers ?? allTriggers));
  const starts = [...nodes.values()].filter(({ type }) => type?.type === "start").map(({ drawn }) => drawn.id);
  const landing = (id: string) => land(nodes, id);
  return {
    graph,
    context,
    nodes,
    starts,
    ...parseAll(nodes, findings),
    landing,
    reachable: reachableFrom(nodes, starts[0]),
    findings,
  };
}

function readNode(drawn: GraphNode, graph: Graph, registry: NodeRegistry, findings: Finding[]): ModelNode {
  const type = Object.hasOwn(registry, drawn.type) ? (registry[drawn.type] ?? null) : null;
  const empty = { drawn, type, config: null, outcomes: [], uses: [], next: new Map<string, string>() };
  const nodeId = drawn.id;
  if (!type) {
    findings.push(finding("E06", { nodeId, params: { reason: "unknown_node_type", type: drawn.type } }));
    return empty;
  }
  if (type.kinds !== "all" && !type.kinds.includes(graph.kind)) {
    findings.push(finding("E10", { nodeId, params: { kind: graph.kind } }));
  }
  const parsed = type.schema.safeParse(drawn.config);
  if (!parsed.success) {
    for (const issue of parsed.error.issues.slice(0, 5)) {
      findings.push(finding("E06", { nodeId, field: issue.path.join("."), params: { reason: "setting_invalid" } }));
    }
    return empty;
  }
  for (const { field, reason } of type.issues(parsed.data, graph.kind)) {
    findings.push(finding("E06", { nodeId, field, params: because(reason) }));
  }
  return { ...empty, config: parsed.data, outcomes: type.outcomes(parsed.data), uses: type.uses(parsed.data) };
}

/** Edges become each node's next ones; those that cannot be are E05. */
function connect(graph: Graph, nodes: Map<string, ModelNode>, findings: Finding[]): void {
  for (const edge of graph.edges) {
    const source = nodes.get(edge.source);
    const target = nodes.get(edge.target);
    const wrong = (reason: string) =>
      findings.push(
        finding("E05", {
          ...(source && { nodeId: edge.source }),
          edgeId: edge.id,
          params: { reason, outcome: edge.outcome },
        }),
      );
    if (!source) wrong("target");
    else if (!target) wrong("target");
    else if (target.type?.type === "start") wrong("into_start");
    else if (target.type?.class === "N") wrong("into_note");
    else if (source.config && !source.outcomes.some(({ id }) => id === edge.outcome)) wrong("outcome");
    else if (source.next.has(edge.outcome)) wrong("twice");
    else (source.next as Map<string, string>).set(edge.outcome, edge.target);
  }
}

function triggerFindings(graph: Graph, registry: TriggerRegistry): Finding[] {
  const type = Object.hasOwn(registry, graph.trigger.id) ? registry[graph.trigger.id] : undefined;
  if (!type)
    return [finding("E06", { field: "trigger", params: { reason: "unknown_trigger", trigger: graph.trigger.id } })];
  const wrongKind = type.kinds !== "all" && !type.kinds.includes(graph.kind);
  const findings = wrongKind ? [finding("E10", { field: "trigger", params: { kind: graph.kind } })] : [];
  const parsed = type.schema.safeParse(graph.trigger.config);
  if (parsed.success) {
    const issues = type.issues(parsed.data);
    return [
      ...findings,
      ...issues.map(({ field, reason }) => finding("E06", { field: `trigger.${field}`, params: because(reason) })),
    ];
  }
  const fields = parsed.error.issues.slice(0, 5).map((issue) => ["trigger", ...issue.path].join("."));
  return [...findings, ...fields.map((field) => finding("E06", { field, params: { reason: "setting_invalid" } }))];
}

/** Every expression and template once, however often it is written. */
function parseAll(nodes: ReadonlyMap<string, ModelNode>, findings: Finding[]): Pick<Model, "programs" | "templates"> {
  const programs = new Map<string, ReturnType<typeof parseExpression>>();
  const templates = new Map<string, ReturnType<typeof parseTemplate>>();
  for (const { drawn, uses } of nodes.values()) {
    for (const use of uses) {
      if (use.kind !== "expression" && use.kind !== "template") continue;
      const known = use.kind === "expression" ? programs : templates;
      const parse = use.kind === "expression" ? parseExpression : parseTemplate;
      const parsed = known.get(use.source) ?? parse(use.source);
      (known as Map<string, typeof parsed>).set(use.source, parsed);
      if ("error" in parsed) {
        findings.push(finding("E07", { nodeId: drawn.id, field: use.field, params: because(parsed.error) }));
      }
    }
  }
  return { programs, templates };
}

const isJump = (node: ModelNode) => node.type?.type === "jump";

export const jumpTarget = (node: ModelNode): string => String((node.config ?? node.drawn.config).target ?? "");

function land(nodes: ReadonlyMap<string, ModelNode>, id: string): string | null {
  const seen = new Set<string>();
  for (let at = id; ; ) {
    const node = nodes.get(at);
    if (!node || seen.has(at)) return null;
    if (!isJump(node)) return node.type?.class === "N" || node.type?.type === "start" ? null : at;
    seen.add(at);
    at = jumpTarget(node);
  }
}

function reachableFrom(nodes: ReadonlyMap<string, ModelNode>, start: string | undefined): Set<string> {
  const seen = new Set<string>();
  const todo = start === undefined ? [] : [start];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const node = nodes.get(id);
    if (!node || seen.has(id)) continue;
    seen.add(id);
    todo.push(...node.next.values());
    if (isJump(node)) todo.push(jumpTarget(node));
  }
  return seen;
}
