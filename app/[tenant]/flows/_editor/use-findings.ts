"use client";

import { useEffect, useMemo } from "react";
import type { Finding } from "@/server/domain/flow/findings";
import type { FlowDirectory } from "./api";
import { toGraph } from "./canvas-graph";
import { compileContext } from "./compile-context";
import type { Editor, Mark } from "./store";

/** Checking again waits for a pause of this length in what is being changed. */
const PAUSE_MS = 200;

/** Keeps the draft checked while it is drawn, with the same checks that publishing makes. */
export function useFindings(editor: Editor, directory: FlowDirectory | undefined): void {
  const context = useMemo(() => compileContext(directory), [directory]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const check = async () => {
      // Parsers of expressions, templates and patterns: loaded once the flow is on the screen.
      const { compile } = await import("@/server/domain/flow/plan");
      if (gone) return;
      const state = editor.getState();
      const { findings } = compile(toGraph(state), context);
      state.set({ checked: true, findings, marks: marksOf(findings) });
    };
    const drawn = requestAnimationFrame(() => {
      timer = setTimeout(() => void check());
    });
    const stop = editor.subscribe((now, before) => {
      if (now.version === before.version && now.kind === before.kind && now.trigger === before.trigger) return;
      clearTimeout(timer);
      timer = setTimeout(() => void check(), PAUSE_MS);
    });
    return () => {
      gone = true;
      stop();
      cancelAnimationFrame(drawn);
      clearTimeout(timer);
    };
  }, [editor, context]);
}

function marksOf(findings: readonly Finding[]): Record<string, Mark> {
  const marks: Record<string, Mark> = {};
  for (const finding of findings) {
    if (!finding.nodeId) continue;
    const mark = marks[finding.nodeId] ?? { errors: 0, warnings: 0, first: finding };
    const error = finding.level === "error";
    marks[finding.nodeId] = {
      errors: mark.errors + Number(error),
      warnings: mark.warnings + Number(!error),
      first: error && mark.errors === 0 ? finding : mark.first,
    };
  }
  return marks;
}
