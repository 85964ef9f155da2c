import { Graph } from "../graph";
import type { Kind, Language, Text } from "../types";

/** A node as a template writes it: by a short key, with its ways by outcome. */
export interface Sketch {
  type: string;
  name: Text;
  /** Steps go down the canvas, lanes stand side by side. */
  at: [step: number, lane: number];
  /** Settings; texts of the language are chosen by the caller. */
  config?: Record<string, unknown>;
  /** Key of the next node by outcome. */
  next?: Record<string, string>;
}

export interface FlowTemplate {
  id: string;
  label: Text;
  help: Text;
  kind: Kind;
  /** A graph of its own, ready to be published or drawn further. `makeId` is asked once for each node and edge. */
  build(language: Language, makeId: () => string): Graph;
}

const COLUMN = 280;
const ROW = 140;

/** A graph from a sketch: ids made, names in one language, placed on a grid. */
export function graphOf(
  sketch: Record<string, Sketch>,
  flow: { kind: Kind; trigger: { id: string; config?: Record<string, unknown> } },
  language: Language,
  makeId: () => string,
): Graph {
  const ids = new Map(Object.keys(sketch).map((key) => [key, makeId()]));
  const entries = Object.entries(sketch);
  return Graph.parse({
    ...flow,
    nodes: entries.map(
      ([
        key,
        {
          type,
          name,
          at: [step, lane],
          config = {},
        },
      ]) => ({
        id: ids.get(key),
        type,
        name: name[language],
        position: { x: lane * COLUMN, y: step * ROW },
        config,
      }),
    ),
    edges: entries.flatMap(([key, { next = {} }]) =>
      Object.entries(next).map(([outcome, target]) => ({
        id: makeId(),
        source: ids.get(key),
        outcome,
        target: ids.get(target),
      })),
    ),
  });
}
