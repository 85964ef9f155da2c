import { optOutWords } from "../../opt-out-words";
import { type Finding, finding } from "../findings";
import type { Model, ModelNode } from "../model";

/** Nodes of the group message that can be reached and whose settings fit. */
type Sending = ModelNode & { config: Record<string, unknown> };
const sending = ({ nodes, reachable }: Model): Sending[] =>
  [...nodes.values()].filter(
    (node): node is Sending => node.type?.group === "message" && node.config !== null && reachable.has(node.drawn.id),
  );

/** W02: nobody sees that a message of a scheduled flow failed. */
export function checkUnseenFailures(model: Model): Finding[] {
  if (model.graph.kind !== "auto") return [];
  return sending(model)
    .filter(({ outcomes, next }) => outcomes.some(({ id }) => id === "FAILED") && !next.has("FAILED"))
    .map(({ drawn }) => finding("W02", { nodeId: drawn.id }));
}

/** W04: a message by another channel than the one the customer came by; he may have no address there. */
export function checkAddresses(model: Model): Finding[] {
  const own = ["conversation", "inbox", model.graph.kind];
  return sending(model).flatMap(({ drawn, config: { channel, target, setReplyChannel } }) => {
    const field = typeof channel === "string" ? "channel" : "target";
    const way = field === "channel" ? channel : setReplyChannel === true ? target : undefined;
    const certain = typeof way !== "string" || own.includes(way) || (model.graph.kind === "event" && way === "sms");
    return certain ? [] : [finding("W04", { nodeId: drawn.id, field, params: { channel: way } })];
  });
}

/** W12: free text where the flow runs on a number that sends approved templates alone: it is never sent there. */
export function checkFreeText({ graph, nodes, reachable, context: { templateNumbers = [] } }: Model): Finding[] {
  const { numberIds } = graph.trigger.config as { numberIds?: readonly string[] };
  const chosen = Array.isArray(numberIds) && numberIds.length > 0 ? new Set(numberIds) : null;
  const barred = templateNumbers.find(({ id, kind }) => kind === graph.kind && (chosen === null || chosen.has(id)));
  if (!barred) return [];
  return [...nodes.values()].flatMap(({ drawn, type, config }) => {
    const byIt = config?.channel === "conversation" || config?.channel === barred.kind;
    if (type?.type !== "reply" || !byIt || config?.source === "template" || !reachable.has(drawn.id)) return [];
    return [finding("W12", { nodeId: drawn.id, field: "source", params: { number: barred.address } })];
  });
}

/** W07: a marketing text that names no word by which one gets out. */
export function checkWaysOut(model: Model): Finding[] {
  const numbers = [...(model.context.numbers ?? []), "+1", "+86", "+44"];
  const words = new Set(numbers.flatMap((number) => [...optOutWords({ kind: "sms", number }).stop]));
  // One letter is in every text; whoever uses it names the long word beside it.
  const long = [...words].filter((word) => [...word].length > 1).map((word) => word.toLowerCase());
  return sending(model).flatMap(({ drawn, config, uses }) => {
    if (config.category !== "marketing") return [];
    const texts = uses.flatMap((use) => (use.kind === "template" && use.field === "text" ? [use.source] : []));
    const named = texts.some((text) => long.some((word) => says(text.toLowerCase(), word)));
    return texts.length === 0 || named ? [] : [finding("W07", { nodeId: drawn.id, field: "text" })];
  });
}

const says = (text: string, word: string): boolean =>
  /^[a-z]+$/.test(word) ? new RegExp(`(^|[^a-z])${word}([^a-z]|$)`).test(text) : text.includes(word);

/** W08: the same message at two places of one way, with nothing waited for in between. */
export function checkRepeats(model: Model): Finding[] {
  const messages = sending(model).filter(({ type }) => type?.type === "reply");
  const findings: Finding[] = [];
  for (const first of messages) {
    const twin = afterwards(model, first).find((id) => id !== first.drawn.id && same(first, model.nodes.get(id)));
    const known = findings.some(({ nodeId }) => nodeId === twin || nodeId === first.drawn.id);
    if (twin && !known) findings.push(finding("W08", { nodeId: twin, params: { other: first.drawn.name } }));
  }
  return findings;
}

const same = (one: Sending, other: ModelNode | undefined): boolean =>
  other?.type?.type === one.type?.type &&
  ["channel", "source", "text", "savedReplyId", "template"].every(
    (key) => JSON.stringify(one.config[key]) === JSON.stringify(other?.config?.[key]),
  );

/** Where a run may come after a node before it waits. */
function afterwards(model: Model, from: ModelNode): string[] {
  const seen = new Set<string>();
  const todo = [...from.next.values()];
  for (let target = todo.pop(); target !== undefined; target = todo.pop()) {
    const id = model.landing(target);
    const node = id === null ? undefined : model.nodes.get(id);
    if (id === null || !node || seen.has(id)) continue;
    seen.add(id);
    if (node.type?.class !== "S") todo.push(...node.next.values());
  }
  return [...seen];
}
