import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from "@xyflow/react";
import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { Finding } from "@/server/domain/flow/findings";
import type { FlowSettings, Graph, GraphTrigger } from "@/server/domain/flow/graph";
import type { OutcomeId } from "@/server/domain/flow/types";
import { type CanvasGraph, type FlowEdge, type FlowNode, newId, type StepData, toCanvas } from "./canvas-graph";
import { outcomesOf, takesCords } from "./step-type";

/** How many steps back are kept. */
const MAX_HISTORY = 100;
/** Typing into one field is one step as long as the pauses are shorter. */
const SAME_STEP_MS = 2_000;

type Snapshot = Pick<CanvasGraph, "nodes" | "edges" | "trigger" | "settings">;

/** Errors and warnings of one node, and the first of them in words. */
export interface Mark {
  errors: number;
  warnings: number;
  first: Finding;
}

/** A way through the graph: of a run, or of a trial. */
export interface Trace {
  /** By node: the number of its last visit, how often it was visited, and where it left. */
  nodes: Readonly<Record<string, { visit: number; times: number; outcome: OutcomeId | null; failed: boolean }>>;
  /** Cords that were taken: `source outcome`. */
  cords: ReadonlySet<string>;
  /** Where it is now. */
  at: string | null;
  state: "running" | "waiting" | "paused" | "ended";
}

/** What the side panel shows. */
type Open = { nodeId: string; field?: string; focus?: "name" | "outcomes" } | null;

export interface EditorState extends CanvasGraph {
  readOnly: boolean;
  past: readonly Snapshot[];
  future: readonly Snapshot[];
  step: { key: string | null; at: number };
  /** Counts changes of what is saved. */
  version: number;
  open: Open;
  /** An outcome that was clicked and waits for the node it leads to. */
  pending: { source: string; outcome: OutcomeId } | null;
  findings: readonly Finding[];
  /** Whether the draft has been checked at all yet. */
  checked: boolean;
  marks: Readonly<Record<string, Mark>>;
  /** Visits of the last 24 hours, by node. */
  counts: Readonly<Record<string, number>>;
  trace: Trace | null;

  onNodesChange(changes: NodeChange<FlowNode>[]): void;
  onEdgesChange(changes: EdgeChange<FlowEdge>[]): void;
  /** Remembers what is there now, before a drag changes it bit by bit. */
  checkpoint(): void;
  /** What was dragged has come to rest. */
  settled(): void;
  add(node: FlowNode): void;
  addMany(nodes: FlowNode[], edges: FlowEdge[]): void;
  /** Leads an outcome to a node, in place of where it led. */
  connect(source: string, outcome: OutcomeId, target: string | null): void;
  setStep(nodeId: string, patch: Partial<StepData>, key?: string): void;
  setTrigger(trigger: GraphTrigger): void;
  setSettings(settings: FlowSettings): void;
  place(positions: Readonly<Record<string, { x: number; y: number }>>): void;
  remove(nodeIds: readonly string[], edgeIds?: readonly string[]): void;
  undo(): void;
  redo(): void;
  /** Another graph in place of this one: a version taken up again (a step), or what a colleague saved (not a change of ours). */
  replace(graph: Graph, options: { ours: boolean }): void;
  select(nodeIds: readonly string[]): void;
  set(
    patch: Partial<Pick<EditorState, "open" | "pending" | "findings" | "checked" | "marks" | "counts" | "trace">>,
  ): void;
}

export type Editor = StoreApi<EditorState>;

/** The editor of one draft, or with `readOnly` a picture of a graph that cannot be changed. */
export function createEditor(graph: Graph, readOnly = false): Editor {
  return createStore<EditorState>((set, get) => {
    /** One step: remembered first, then changed. Steps of the same key in a row are one. */
    const change = (make: (now: EditorState) => Partial<EditorState> | null, key: string | null = null) =>
      set((now) => {
        if (now.readOnly) return now;
        const next = make(now);
        if (!next) return now;
        const at = Date.now();
        const same = key !== null && key === now.step.key && at - now.step.at < SAME_STEP_MS;
        return {
          past: same ? now.past : [...now.past, snapshot(now)].slice(-MAX_HISTORY),
          future: [],
          step: { key, at },
          version: now.version + 1,
          ...next,
        };
      });

    return {
      ...toCanvas(graph),
      readOnly,
      past: [],
      future: [],
      step: { key: null, at: 0 },
      version: 0,
      open: null,
      pending: null,
      findings: [],
      checked: false,
      marks: {},
      counts: {},
      trace: null,

      onNodesChange: (changes) => set(({ nodes }) => ({ nodes: applyNodeChanges(changes, nodes) })),
      onEdgesChange: (changes) => set(({ edges }) => ({ edges: applyEdgeChanges(changes, edges) })),

      checkpoint: () =>
        set((now) => ({
          past: [...now.past, snapshot(now)].slice(-MAX_HISTORY),
          future: [],
          step: { key: null, at: 0 },
        })),
      settled: () => set(({ version }) => ({ version: version + 1 })),

      add: (node) =>
        change(({ nodes, edges }) => ({
          nodes: [...nodes.map(unselected), { ...node, selected: true }],
          edges: edges.map(unselectedEdge),
          pending: null,
        })),
      addMany: (added, cords) =>
        change(({ nodes, edges }) => ({
          nodes: [...nodes.map(unselected), ...added.map((node) => ({ ...node, selected: true }))],
          edges: [...edges.map(unselectedEdge), ...cords],
        })),

      connect: (source, outcome, target) =>
        change(({ nodes, edges }) => {
          const others = edges.filter((edge) => edge.source !== source || edge.sourceHandle !== outcome);
          const former = edges.find((edge) => edge.source === source && edge.sourceHandle === outcome);
          if (target === null) return former ? { edges: others, pending: null } : null;
          const to = nodes.find(({ id }) => id === target);
          const from = nodes.find(({ id }) => id === source);
          if (!to || !from || !takesCords(to.data.type) || former?.target === target) return null;
          if (!outcomesOf(from.data).some(({ id }) => id === outcome)) return null;
          const edge: FlowEdge = { id: newId(), type: "cord", source, sourceHandle: outcome, target };
          return { edges: [...others, edge], pending: null };
        }),

      setStep: (nodeId, patch, key) =>
        change(
          ({ nodes, edges }) => {
            const nextNodes = nodes.map((node) =>
              node.id === nodeId ? { ...node, data: { ...node.data, ...patch } } : node,
            );
            const next = nextNodes.find(({ id }) => id === nodeId);
            if (!next) return null;
            if (!patch.config) return { nodes: nextNodes };
            // A branch that is gone takes its cord along.
            const left = new Set(outcomesOf(next.data).map(({ id }) => id));
            const kept = edges.filter(({ source, sourceHandle }) => source !== nodeId || left.has(sourceHandle ?? ""));
            return { nodes: nextNodes, ...(kept.length < edges.length && left.size > 0 ? { edges: kept } : {}) };
          },
          key ? `${nodeId} ${key}` : null,
        ),
      setTrigger: (trigger) => change(() => ({ trigger }), "trigger"),
      setSettings: (settings) => change(() => ({ settings }), "settings"),
      place: (positions) =>
        change(({ nodes }) => ({
          nodes: nodes.map((node) => ({ ...node, position: positions[node.id] ?? node.position })),
        })),

      remove: (nodeIds, edgeIds = []) =>
        change(({ nodes, edges, open, pending }) => {
          const gone = new Set(nodeIds);
          const cords = new Set(edgeIds);
          const nextNodes = nodes.filter(({ id }) => !gone.has(id));
          const nextEdges = edges.filter(
            ({ id, source, target }) => !cords.has(id) && !gone.has(source) && !gone.has(target),
          );
          if (nextNodes.length === nodes.length && nextEdges.length === edges.length) return null;
          return {
            nodes: nextNodes,
            edges: nextEdges,
            open: open && gone.has(open.nodeId) ? null : open,
            pending: pending && gone.has(pending.source) ? null : pending,
          };
        }),

      undo: () => set((now) => travel(now, now.past.at(-1), now.past.slice(0, -1), [...now.future, snapshot(now)])),
      redo: () => set((now) => travel(now, now.future.at(-1), [...now.past, snapshot(now)], now.future.slice(0, -1))),

      replace: (other, { ours }) => {
        const { kind, ...next } = toCanvas(other);
        if (ours) change(() => ({ ...next, open: null, pending: null }));
        else {
          const now = get();
          set({
            ...next,
            kind,
            past: [...now.past, snapshot(now)].slice(-MAX_HISTORY),
            future: [],
            open: null,
            pending: null,
          });
        }
      },

      select: (nodeIds) =>
        set(({ nodes, edges }) => {
          const chosen = new Set(nodeIds);
          return {
            nodes: nodes.map((node) =>
              Boolean(node.selected) === chosen.has(node.id) ? node : { ...node, selected: chosen.has(node.id) },
            ),
            edges: edges.map(unselectedEdge),
          };
        }),
      set: (patch) => set(patch),
    };
  });
}

const snapshot = ({ nodes, edges, trigger, settings }: Snapshot): Snapshot => ({ nodes, edges, trigger, settings });

const unselected = (node: FlowNode): FlowNode => (node.selected ? { ...node, selected: false } : node);
const unselectedEdge = (edge: FlowEdge): FlowEdge => (edge.selected ? { ...edge, selected: false } : edge);

function travel(
  now: EditorState,
  to: Snapshot | undefined,
  past: readonly Snapshot[],
  future: readonly Snapshot[],
): EditorState | Partial<EditorState> {
  if (!to || now.readOnly) return now;
  const there = new Set(to.nodes.map(({ id }) => id));
  const selected = new Set(now.nodes.filter((node) => node.selected).map(({ id }) => id));
  return {
    ...to,
    // What is being selected or dragged is the reader's, not the drawing's.
    nodes: to.nodes.map((node) => ({ ...node, selected: selected.has(node.id), dragging: false })),
    edges: to.edges.map(unselectedEdge),
    past,
    future,
    step: { key: null, at: 0 },
    version: now.version + 1,
    open: now.open && there.has(now.open.nodeId) ? now.open : null,
    pending: null,
  };
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditorStore(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("no editor around this component");
  return editor;
}

/** A part of the editor; the component is drawn again when that part changes. */
export function useEditor<T>(pick: (state: EditorState) => T): T {
  return useStore(useEditorStore(), pick);
}

/** A node by id. */
export const useStep = (nodeId: string): FlowNode | undefined =>
  useEditor(({ nodes }) => nodes.find(({ id }) => id === nodeId));
