"use client";

import "@xyflow/react/dist/base.css";
import "./flow.css";
import {
  Background,
  BackgroundVariant,
  type Connection,
  type FinalConnectionState,
  MiniMap,
  ReactFlow,
  SelectionMode,
  useStore as useCanvas,
  useReactFlow,
  type Viewport,
} from "@xyflow/react";
import { useTranslations } from "next-intl";
import { type DragEvent, type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { cn } from "@/app/_ui/cn";
import { dataOf, type FlowEdge, type FlowNode, type StepData } from "./canvas-graph";
import { Cord } from "./cord";
import { cordAt, FAR_BELOW, FarContext, FarCords, heldCords, MANY } from "./far";
import { firstView } from "./first-view";
import { NoteNode } from "./note-node";
import { StepNode } from "./step-node";
import { handlesOf } from "./step-size";
import { outcomesOf, summaryOf, takesCords } from "./step-type";
import { useEditor, useEditorStore } from "./store";
import { usePhone } from "./use-phone";
import { useNames, useOutcomeWord, useWords } from "./words";

// At module level, and handlers below kept: new ones on each drawing would make every node anew, on every frame of a drag.
const nodeTypes = { step: StepNode, note: NoteNode };
const edgeTypes = { cord: Cord };

const several = ["Meta", "Control", "Shift"];
const minimap = { width: 138, height: 100 };
const selectedClass = ({ selected }: FlowNode) => (selected ? "selected" : "");
/** The kind of data that a node dragged from the palette is. */
export const PALETTE_DRAG = "application/x-patchbay-node";

type StageProps = {
  /** A node from the palette was dropped here. */
  onDropType?: (type: string, at: { x: number; y: number }) => void;
  /** The palette floats over its left side. */
  withPalette?: boolean;
  children?: ReactNode;
};

/** The canvas with its nodes and cords, drawn once its size is known: at once where the flow shall be seen. */
export function Stage(props: StageProps) {
  const editor = useEditorStore();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<Viewport | null>(null);
  const { withPalette = false } = props;
  useLayoutEffect(() => {
    const { clientWidth, clientHeight } = box.current ?? document.body;
    setView((now) => now ?? firstView(editor.getState().nodes, clientWidth, clientHeight, withPalette));
  }, [editor, withPalette]);
  return (
    <div ref={box} className="size-full">
      {view && <Drawing {...props} view={view} />}
    </div>
  );
}

/** Everything that is done on it goes to the editor's store. */
function Drawing({ onDropType, view, children }: StageProps & { view: Viewport }) {
  const t = useTranslations("flows.canvas");
  const editor = useEditorStore();
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const phone = usePhone();
  const readOnly = useEditor((state) => state.readOnly) || phone;
  const pending = useEditor((state) => state.pending);
  const connecting = useCanvas(({ connection }) => connection.inProgress);
  const { screenToFlowPosition } = useReactFlow();
  const named = useNamed(nodes);
  const cords = useNamedCords(nodes, edges);
  const store = editor.getState();
  const many = nodes.length > MANY;
  const far = useCanvas(({ transform }) => transform[2] < FAR_BELOW) && many;
  const held = useMemo(() => (far ? heldCords(nodes, cords) : cords), [far, nodes, cords]);
  const words = useMemo(() => ({ "minimap.ariaLabel": t("minimap") }), [t]);

  const click = useCallback(
    (_: unknown, { id }: FlowNode) => {
      const waiting = editor.getState().pending;
      if (waiting && waiting.source !== id) editor.getState().connect(waiting.source, waiting.outcome, id);
    },
    [editor],
  );
  const doubleClick = useCallback(
    (_: unknown, { id }: FlowNode) => {
      if (!phone) editor.getState().set({ open: { nodeId: id } });
    },
    [editor, phone],
  );
  const clickPane = useCallback(
    ({ clientX, clientY }: React.MouseEvent) => {
      const state = editor.getState();
      state.set({ pending: null });
      const cord = far && cordAt(state, screenToFlowPosition({ x: clientX, y: clientY }));
      if (cord) state.onEdgesChange([{ id: cord.id, type: "select", selected: true }]);
    },
    [editor, far, screenToFlowPosition],
  );

  const connect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      if (sourceHandle) editor.getState().connect(source, sourceHandle, target);
    },
    [editor],
  );

  /** A cord let go anywhere over a node leads to it: the socket need not be hit. */
  const letGo = useCallback(
    (event: MouseEvent | TouchEvent, { isValid, fromNode, fromHandle }: FinalConnectionState) => {
      if (isValid || !fromNode || !fromHandle?.id) return;
      const { clientX, clientY } =
        "changedTouches" in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
      const under = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>(".react-flow__node");
      const target = under?.dataset.id;
      if (target && target !== fromNode.id) editor.getState().connect(fromNode.id, fromHandle.id, target);
    },
    [editor],
  );

  const isValid = useCallback(
    ({ source, target }: Connection | FlowEdge) => {
      const to = editor.getState().nodes.find(({ id }) => id === target);
      return source !== target && to !== undefined && takesCords(to.data.type);
    },
    [editor],
  );

  const allow = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(PALETTE_DRAG)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  };
  const drop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(PALETTE_DRAG);
    if (!type) return;
    event.preventDefault();
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    onDropType?.(type, { x: Math.round(x - 104), y: Math.round(y - 20) });
  };

  return (
    <FarContext value={far}>
      <ReactFlow<FlowNode, FlowEdge>
        className={cn("flow-canvas", (connecting || pending) && "connecting")}
        nodes={named}
        edges={held}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={store.onNodesChange}
        onEdgesChange={store.onEdgesChange}
        onConnect={connect}
        onConnectEnd={letGo}
        isValidConnection={isValid}
        connectOnClick={false}
        connectionRadius={28}
        onNodeDragStart={store.checkpoint}
        onNodeDragStop={store.settled}
        onSelectionDragStart={store.checkpoint}
        onSelectionDragStop={store.settled}
        onNodeClick={click}
        onNodeDoubleClick={doubleClick}
        onFocus={({ target }) => {
          // Come to by keyboard: what Delete, copy and the rest are about is where the keyboard is.
          const id = target.closest<HTMLElement>(".react-flow__node")?.dataset.id;
          const at = id && target.matches(":focus-visible") && editor.getState().nodes.find((node) => node.id === id);
          if (at && !at.selected) editor.getState().select([at.id]);
        }}
        onPaneClick={clickPane}
        onDragOver={allow}
        onDrop={drop}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        edgesFocusable={!readOnly}
        deleteKeyCode={null}
        disableKeyboardA11y
        selectionKeyCode="Shift"
        multiSelectionKeyCode={several}
        selectionMode={SelectionMode.Partial}
        zoomOnDoubleClick={false}
        minZoom={0.25}
        maxZoom={2}
        defaultViewport={view}
        attributionPosition="top-right"
        onlyRenderVisibleElements={many}
        ariaLabelConfig={words}
        aria-label={t("label")}
      >
        <Dots />
        {far && <FarCords />}
        {!phone && (
          <MiniMap<FlowNode>
            pannable
            zoomable
            style={minimap}
            position="bottom-right"
            nodeBorderRadius={20}
            nodeClassName={selectedClass}
          />
        )}
        {children}
      </ReactFlow>
    </FarContext>
  );
}

/** Dots, as long as they can be told apart. */
function Dots() {
  const near = useCanvas(({ transform }) => transform[2] >= 0.5);
  return near ? <Background variant={BackgroundVariant.Dots} gap={18} size={2} /> : null;
}

const named = new WeakMap<FlowNode, FlowNode>();

/** Nodes with what they are called when they are read out. */
function useNamed(nodes: readonly FlowNode[]): FlowNode[] {
  const t = useTranslations("flows.canvas");
  const names = useNames();
  const words = useWords();
  // Other names or another language: every label is made anew.
  const labels = useMemo(
    () => ({
      of: new WeakMap<FlowNode["data"], Pick<FlowNode, "ariaLabel" | "domAttributes">>(),
      make: ({ data }: FlowNode) => {
        const summary = summaryOf(data, names);
        return {
          ariaLabel: summary ? t("nodeLabel", { name: data.name, summary: words(summary) }) : data.name,
          domAttributes: { "aria-roledescription": t("node") },
        };
      },
    }),
    [names, words, t],
  );
  return useMemo(
    () =>
      nodes.map((node) => {
        let label = labels.of.get(node.data);
        if (!label) {
          label = labels.make(node);
          labels.of.set(node.data, label);
        }
        const known = named.get(node);
        if (known && known.ariaLabel === label.ariaLabel) return known;
        const made = { ...node, ...label, handles: handlesOf(node.data) };
        named.set(node, made);
        return made;
      }),
    [nodes, labels],
  );
}

/** Cords with what they are called: from where, by which outcome, to where. */
function useNamedCords(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): FlowEdge[] {
  const t = useTranslations("flows.canvas");
  const word = useOutcomeWord();
  // Another language: every label is made anew. Else only where the edge or one of its ends has changed.
  const labels = useMemo(() => {
    const made = new WeakMap<FlowEdge, { from?: StepData; to?: StepData; cord: FlowEdge }>();
    return (edge: FlowEdge, from: StepData | undefined, to: StepData | undefined): FlowEdge => {
      const before = made.get(edge);
      if (before && before.from === from && before.to === to) return before.cord;
      const known = from && outcomesOf(from).find(({ id }) => id === edge.sourceHandle);
      const ariaLabel = t("cordLabel", {
        from: from?.name ?? "",
        outcome: word(known ?? edge.sourceHandle ?? ""),
        to: to?.name ?? "",
      });
      const cord = { ...edge, ariaLabel, domAttributes: { "aria-roledescription": t("cord") } };
      made.set(edge, { from, to, cord });
      return cord;
    };
  }, [t, word]);
  const last = useRef<FlowEdge[]>([]);
  return useMemo(() => {
    const cords = edges.map((edge) => labels(edge, dataOf(nodes, edge.source), dataOf(nodes, edge.target)));
    // The same cords are the same list: while nodes move, the canvas need not look at them.
    const same = cords.length === last.current.length && cords.every((cord, at) => cord === last.current[at]);
    if (!same) last.current = cords;
    return last.current;
  }, [nodes, edges, labels]);
}
