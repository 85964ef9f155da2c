"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf } from "@/app/_trpc/problem";
import { toGraph } from "./canvas-graph";
import type { Editor } from "./store";

/** A draft is saved this long after the last change. */
const PAUSE_MS = 600;
/** After a failure it is tried again by itself. */
const AGAIN_MS = 5_000;

export type Saving =
  | { state: "saved"; at: Date | null }
  | { state: "unsaved" | "saving" | "failed" }
  /** A colleague saved another state of the same draft in between. */
  | { state: "conflict"; name: string; revision: number };

/**
 * Saves the draft shortly after each change, with the revision it was made from. One save at a time; what changes
 * meanwhile is saved next. `now()` saves at once and says whether everything is kept.
 */
export function useAutosave(editor: Editor, flowId: string, firstRevision: number) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { mutateAsync } = useMutation(trpc.flows.saveDraft.mutationOptions());
  const [saving, setSaving] = useState<Saving>({ state: "saved", at: null });
  const kept = useRef({ version: editor.getState().version, revision: firstRevision, conflict: false });
  const under = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const send = useCallback(async (): Promise<boolean> => {
    const state = editor.getState();
    const { version } = state;
    if (kept.current.conflict) return false;
    if (version === kept.current.version) return true;
    setSaving({ state: "saving" });
    try {
      const { revision } = await mutateAsync({ flowId, draft: toGraph(state), revision: kept.current.revision });
      kept.current = { version, revision, conflict: false };
      setSaving(editor.getState().version === version ? { state: "saved", at: new Date() } : { state: "unsaved" });
      void client.invalidateQueries(trpc.flows.list.queryFilter());
      return true;
    } catch (error) {
      const problem = problemOf(error);
      if (problem?.reason === "flow.conflict") {
        kept.current.conflict = true;
        setSaving({
          state: "conflict",
          name: String(problem.params.name ?? ""),
          revision: Number(problem.params.revision),
        });
      } else setSaving({ state: "failed" });
      return false;
    }
  }, [editor, flowId, mutateAsync, client, trpc]);

  const now = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    // Whoever asks while one is under way wants what has changed since then as well.
    while (under.current !== null) await under.current;
    under.current = send();
    try {
      return await under.current;
    } finally {
      under.current = null;
    }
  }, [send]);

  useEffect(() => {
    const later = (ms: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(async () => {
        const done = await now();
        if (!done && !kept.current.conflict) later(AGAIN_MS);
        else if (done && editor.getState().version !== kept.current.version) later(PAUSE_MS);
      }, ms);
    };
    const stop = editor.subscribe((state, before) => {
      if (state.version === before.version || kept.current.conflict) return;
      setSaving((was) => (was.state === "saving" ? was : { state: "unsaved" }));
      later(PAUSE_MS);
    });
    const warn = (event: BeforeUnloadEvent) => {
      if (editor.getState().version !== kept.current.version) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      stop();
      window.removeEventListener("beforeunload", warn);
      // Leaving for another page of ours: what is not saved yet goes out now.
      clearTimeout(timer.current);
      void now();
    };
  }, [editor, now]);

  return {
    saving,
    now,
    /** The revision that is kept on the server. */
    revision: useCallback(() => kept.current.revision, []),
    /** After a conflict: go on from this revision. With `keepMine` what is drawn here is saved over it. */
    settle: useCallback(
      async (revision: number, keepMine: boolean) => {
        kept.current = { version: keepMine ? -1 : editor.getState().version, revision, conflict: false };
        if (keepMine) await now();
        else setSaving({ state: "saved", at: new Date() });
      },
      [editor, now],
    ),
  };
}

export type Autosave = ReturnType<typeof useAutosave>;
