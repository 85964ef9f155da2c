"use client";

import { useCallback } from "react";
import { type Graph, parseGraph } from "@/server/domain/flow/graph";
import { asKind } from "../_components/kind";
import type { OpenFlow } from "./api";

/** A stored draft as the editor takes it. One that cannot be read at all opens empty. */
export function useReadDraft(): (flow: Pick<OpenFlow, "draft" | "kind" | "triggerId">) => Graph {
  return useCallback(({ draft, kind, triggerId }) => {
    const parsed = parseGraph(draft);
    if ("graph" in parsed) return parsed.graph;
    return {
      kind: asKind(kind),
      nodes: [],
      edges: [],
      trigger: { id: triggerId, config: {} },
      settings: { onTakeover: "pause" },
    };
  }, []);
}
