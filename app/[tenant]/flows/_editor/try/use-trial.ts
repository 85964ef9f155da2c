"use client";

import { useCallback, useEffect, useState } from "react";
import { compile, type Plan } from "@/server/domain/flow/plan";
import { type Play, type PlayAction, play, startPlay, type World } from "@/server/domain/flow/simulate";
import type { FlowDirectory } from "../api";
import { toGraph } from "../canvas-graph";
import { compileContext } from "../compile-context";
import { useEditor, useEditorStore } from "../store";
import { traceOf } from "../trace";

type Trial = { plan: Plan; play: Play; version: number };

/** A trial of the draft as it was when it began: nothing is sent, and nothing is written anywhere. */
export function useTrial(directory: FlowDirectory | undefined) {
  const editor = useEditorStore();
  const version = useEditor((state) => state.version);
  const [trial, setTrial] = useState<Trial | null>(null);

  useEffect(() => {
    if (!trial) {
      editor.getState().set({ trace: null });
      return;
    }
    const { run, visits } = trial.play;
    const state = run.status === "new" ? "running" : run.status;
    editor.getState().set({ trace: traceOf(visits, state === "ended" ? null : run.nodeId, state) });
  }, [trial, editor]);
  useEffect(() => () => editor.getState().set({ trace: null }), [editor]);

  /** Begins with a message of the customer, or null where no message begins it. False: the draft has no one start. */
  const begin = useCallback(
    (world: World, text: string | null): boolean => {
      const state = editor.getState();
      const { plan } = compile(toGraph(state), compileContext(directory));
      if (!plan) return false;
      setTrial({ plan, play: startPlay(plan, world, Date.now(), text), version: state.version });
      return true;
    },
    [editor, directory],
  );
  const act = useCallback(
    (action: PlayAction) => setTrial((now) => now && { ...now, play: play(now.plan, now.play, action) }),
    [],
  );
  const stop = useCallback(() => setTrial(null), []);

  return { play: trial?.play ?? null, outdated: trial !== null && trial.version !== version, begin, act, stop };
}
