"use client";

import { useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useMemo, useRef } from "react";
import { toast } from "@/app/_ui/toast";
import { MAX_GRAPH_NODES } from "@/server/domain/flow/graph";
import { copied, pasted } from "./clipboard";
import { focusStep } from "./focus-step";
import { type Spot, spotFor } from "./free-spot";
import { newStep } from "./new-step";
import type { Editor } from "./store";
import { goTo } from "./use-editor-keys";
import { useLanguage } from "./words";

/** What can be done with the drawing, for buttons and keys alike. */
export function useCommands(editor: Editor, saveNow: () => Promise<boolean>) {
  const t = useTranslations("flows.canvas");
  const language = useLanguage();
  const canvas = useReactFlow();
  const search = useRef<HTMLInputElement>(null);
  return useMemo(() => {
    const middle = (): Spot => {
      const pane = document.querySelector(".flow-canvas")?.getBoundingClientRect();
      if (!pane) return { x: 0, y: 0 };
      return canvas.screenToFlowPosition({ x: pane.left + pane.width / 2, y: pane.top + pane.height / 2 });
    };
    const put = (text: string) => {
      const pieces = pasted(text, editor.getState());
      if (!pieces) return false;
      if (pieces.nodes.length > 0) editor.getState().addMany(pieces.nodes, pieces.edges);
      if (pieces.nodes.length === 1 && pieces.nodes[0]) focusStep(pieces.nodes[0].id);
      if (pieces.left > 0) toast.info(t("pastedLeft", { count: pieces.left }));
      return true;
    };
    return {
      search,
      /** A new node: where it was dropped, or in a free spot. */
      place(type: string, at?: Spot) {
        const { nodes, add } = editor.getState();
        if (type === "start" && nodes.some(({ data }) => data.type === "start")) return;
        if (nodes.length >= MAX_GRAPH_NODES) {
          toast.info(t("full", { max: MAX_GRAPH_NODES }));
          return;
        }
        const node = newStep(type, at ?? spotFor(nodes, middle()), nodes, language);
        add(node);
        requestAnimationFrame(() => goTo(editor, canvas, node.id));
      },
      copy() {
        const text = copied(editor.getState());
        if (text) toast.info(t("copied", { count: editor.getState().nodes.filter((node) => node.selected).length }));
        return text;
      },
      paste(text: string) {
        if (text.trim() === "") toast.info(t("nothingToPaste"));
        else if (!put(text)) toast.info(t("notNodes"));
      },
      duplicate() {
        const text = copied(editor.getState());
        if (text) put(text);
      },
      remove() {
        const { nodes, edges, remove } = editor.getState();
        const ids = nodes.filter((node) => node.selected).map(({ id }) => id);
        const cords = edges.filter((edge) => edge.selected).map(({ id }) => id);
        if (ids.length + cords.length > 0) remove(ids, cords);
      },
      save() {
        void saveNow().then((kept) => kept && toast.done(t("saved")));
      },
    };
  }, [editor, canvas, language, t, saveNow]);
}
