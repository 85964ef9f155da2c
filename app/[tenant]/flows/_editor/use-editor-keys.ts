"use client";

import { type ReactFlowInstance, useReactFlow } from "@xyflow/react";
import { type RefObject, useEffect } from "react";
import { neighbour } from "./free-spot";
import { keepInSight } from "./in-sight";
import type { Editor } from "./store";
import { calm } from "./zoom-tools";

export type EditorKeys = {
  /** The chosen nodes as text; null when none is. */
  copy: () => string | null;
  paste: (text: string) => void;
  duplicate: () => void;
  remove: () => void;
  save: () => void;
  search: RefObject<HTMLInputElement | null>;
};

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input, textarea, select, [contenteditable='true'], [role=combobox]") !== null;

/**
 * Whether something that floats has the keyboard. Where it is on the canvas, keys are the canvas's: a list that is
 * still fading away must not swallow what is typed after it.
 */
const elsewhere = (target: EventTarget | null): boolean =>
  !(target instanceof Element && target.closest(".flow-canvas")) &&
  [...document.querySelectorAll("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]")].some(
    (floating) => floating.closest("[data-closed]") === null,
  );

/**
 * The editor by keyboard. On the canvas: arrows go from node to node (with Alt they move it), Enter or F2 opens it,
 * C its connections, Delete removes what is chosen. Everywhere but in fields: undo, redo, copy, paste, save, `/`.
 */
export function useEditorKeys(editor: Editor, keys: EditorKeys, enabled: boolean): void {
  const canvas = useReactFlow();
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      const mod = event.metaKey || event.ctrlKey;
      if (mod && event.key.toLowerCase() === "s") {
        event.preventDefault();
        keys.save();
        return;
      }
      if (typing(event.target) || elsewhere(event.target)) return;
      const { readOnly } = editor.getState();
      const done = mod ? chord(event, editor, keys) : plain(event, editor, keys, canvas);
      if (done && (!readOnly || !mod)) event.preventDefault();
    };
    // As the browser's own events: they need no leave to use the clipboard, and the menus of the browser work too.
    const onCopy = (event: ClipboardEvent) => {
      if (typing(event.target) || elsewhere(event.target) || !window.getSelection()?.isCollapsed) return;
      const text = keys.copy();
      if (text === null) return;
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (typing(event.target) || elsewhere(event.target) || editor.getState().readOnly) return;
      event.preventDefault();
      keys.paste(event.clipboardData?.getData("text/plain") ?? "");
    };
    window.addEventListener("keydown", onKey);
    window.addEventListener("copy", onCopy);
    window.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("copy", onCopy);
      window.removeEventListener("paste", onPaste);
    };
  }, [editor, keys, canvas, enabled]);
}

function chord(event: KeyboardEvent, editor: Editor, keys: EditorKeys): boolean {
  const { undo, redo, readOnly, nodes, select } = editor.getState();
  switch (event.key.toLowerCase()) {
    case "z":
      if (event.shiftKey) redo();
      else undo();
      return true;
    case "y":
      redo();
      return true;
    case "d":
      if (!readOnly) keys.duplicate();
      return true;
    case "a":
      select(nodes.map(({ id }) => id));
      return true;
    default:
      return false;
  }
}

function plain(event: KeyboardEvent, editor: Editor, keys: EditorKeys, canvas: ReactFlowInstance): boolean {
  const state = editor.getState();
  const { target } = event;
  const box = target instanceof HTMLElement ? target.closest<HTMLElement>(".react-flow__node") : null;
  const cord = target instanceof Element ? target.closest<SVGElement>(".react-flow__edge") : null;
  const onCanvas =
    box !== null ||
    cord !== null ||
    target === document.body ||
    (target instanceof Element && target.closest(".flow-canvas"));
  const focused = box ? state.nodes.find(({ id }) => id === box.dataset.id) : undefined;
  switch (event.key) {
    case "/":
      keys.search.current?.focus();
      return keys.search.current !== null;
    case "Escape":
      if (!state.pending) return false;
      state.set({ pending: null });
      return true;
    case "Delete":
    case "Backspace":
      if (!onCanvas || state.readOnly) return false;
      keys.remove();
      return true;
    case "Enter":
    case "F2": {
      if (!focused) return false;
      const { pending } = state;
      if (pending && pending.source !== focused.id) state.connect(pending.source, pending.outcome, focused.id);
      else state.set({ open: { nodeId: focused.id, focus: "name" } });
      return true;
    }
    case " ":
      if (!focused) return false;
      state.select([focused.id]);
      return true;
    case "c":
    case "C":
      if (!focused) return false;
      state.select([focused.id]);
      state.set({ open: { nodeId: focused.id, focus: "outcomes" } });
      return true;
    case "ArrowUp":
    case "ArrowDown":
    case "ArrowLeft":
    case "ArrowRight": {
      if (!focused) {
        // The node that had the keyboard is gone: back among the others.
        const first = target === document.body && (state.nodes.find(({ selected }) => selected) ?? state.nodes[0]);
        if (first) goTo(editor, canvas, first.id);
        return Boolean(first);
      }
      if (event.altKey) {
        if (state.readOnly) return false;
        const step = event.shiftKey ? 72 : 18;
        const by = { ArrowUp: [0, -step], ArrowDown: [0, step], ArrowLeft: [-step, 0], ArrowRight: [step, 0] }[
          event.key
        ];
        const { x, y } = focused.position;
        state.place({ [focused.id]: { x: x + (by[0] ?? 0), y: y + (by[1] ?? 0) } });
        return true;
      }
      const next = neighbour(state.nodes, focused, event.key);
      if (!next) return true;
      goTo(editor, canvas, next.id);
      return true;
    }
    default:
      return false;
  }
}

/** Chooses a node, puts the keyboard on it (unless it goes elsewhere) and moves the canvas when it lies outside. */
export function goTo(
  editor: Editor,
  canvas: Pick<ReactFlowInstance, "flowToScreenPosition" | "getViewport" | "setViewport" | "getZoom" | "setCenter">,
  nodeId: string,
  { center = false, focus = true } = {},
): void {
  const node = editor.getState().nodes.find(({ id }) => id === nodeId);
  if (!node) return;
  editor.getState().select([nodeId]);
  if (center) {
    const { width = 208, height = 92 } = node.measured ?? {};
    const zoom = canvas.getZoom();
    void canvas.setCenter(node.position.x + width / 2, node.position.y + height / 2, { zoom, duration: calm() });
  } else keepInSight(editor, canvas, nodeId, true);
  if (!focus) return;
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`.react-flow__node[data-id="${nodeId}"]`)?.focus({ preventScroll: true }),
  );
}
