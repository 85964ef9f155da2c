"use client";

import { useEffect, useMemo } from "react";
import type { Finding } from "@/server/domain/flow/findings";
import { compile } from "@/server/domain/flow/plan";
import type { FlowDirectory } from "./api";
import { toGraph } from "./canvas-graph";
import type { Editor, Mark } from "./store";

/** Checking again waits for a pause of this length in what is being changed. */
const PAUSE_MS = 200;

/** Names the draft may refer to, as the checks want them. */
export function compileContext(directory: FlowDirectory | undefined) {
  if (!directory) return {};
  return {
    directory: {
      agents: new Set(directory.agents.filter(({ disabled }) => !disabled).map(({ id }) => id)),
      queues: new Set(directory.queues.map(({ id }) => id)),
      channelNumbers: new Set(directory.numbers.map(({ id }) => id)),
    },
    autoCloseMs: directory.autoCloseMs,
  };
}

/** Keeps the draft checked while it is drawn, with the same checks that publishing makes. */
export function useFindings(editor: Editor, directory: FlowDirectory | undefined): void {
  const context = useMemo(() => compileContext(directory), [directory]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      const state = editor.getState();
      const { findings } = compile(toGraph(state), context);
      state.set({ findings, marks: marksOf(findings) });
    };
    check();
    const stop = editor.subscribe((now, before) => {
      if (now.version === before.version && now.kind === before.kind && now.trigger === before.trigger) return;
      clearTimeout(timer);
      timer = setTimeout(check, PAUSE_MS);
    });
    return () => {
      stop();
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
