import { type Finding, finding } from "../findings";
import { jumpTarget, type Model, type ModelNode } from "../model";

/** E01 starts · E02 ends · E03 nodes without a way to them · E04 outcomes that lead nowhere · E05 jumps to nowhere. */
export function checkConnections(model: Model): Finding[] {
  const { starts, reachable, nodes } = model;
  if (starts.length !== 1) {
    const extra = starts.slice(1).map((nodeId) => finding("E01", { nodeId, params: { count: starts.length } }));
    return extra.length > 0 ? extra : [finding("E01", { params: { count: 0 } })];
  }
  const all = [...nodes.values()];
  const ends = all.some(({ drawn, type }) => type?.type === "end" && reachable.has(drawn.id));
  return [
    ...(ends ? [] : [finding("E02")]),
    ...all
      .filter(({ drawn, type }) => type?.class !== "N" && !reachable.has(drawn.id))
      .map(({ drawn }) => finding("E03", { nodeId: drawn.id })),
    ...all.filter(({ drawn }) => reachable.has(drawn.id)).flatMap((node) => open(model, node)),
  ];
}

function open(model: Model, node: ModelNode): Finding[] {
  const nodeId = node.drawn.id;
  if (node.type?.type === "jump") {
    const target = jumpTarget(node);
    if (target === "" || model.landing(nodeId) !== null) return [];
    const known = model.nodes.get(target)?.type;
    const reason = !known
      ? "target"
      : known.type === "start"
        ? "into_start"
        : known.class === "N"
          ? "into_note"
          : "jump_circle";
    return [finding("E05", { nodeId, field: "target", params: { reason } })];
  }
  // An edge that is broken in itself has been reported as such.
  const drawn = new Set(model.graph.edges.filter(({ source }) => source === nodeId).map(({ outcome }) => outcome));
  return node.outcomes
    .filter(({ id, optional }) => !optional && !drawn.has(id))
    .map(({ id, label }) => {
      const params: Record<string, string> = { outcome: id };
      if (label) Object.assign(params, { label_en: label.en, "label_zh-CN": label["zh-CN"] });
      return finding("E04", { nodeId, params });
    });
}
