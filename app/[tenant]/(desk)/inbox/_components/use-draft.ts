"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useActions } from "@/app/_live/live-provider";
import { putBack } from "@/app/_live/uploads";

export type Mode = "reply" | "note";
type Draft = { reply: string; note: string; mode: Mode };

const empty: Draft = { reply: "", note: "", mode: "reply" };
const saveAfterMs = 500;

/** What was typed in this tab, by conversation: going back to one shows it at once. */
const remembered = new Map<string, Draft>();

/**
 * The unsent answer of one conversation: typed here, kept on the server half a second after the last key, so that it
 * survives a reload and another device. What is typed before the kept one has arrived is not overwritten by it.
 */
export function useDraft(conversationId: string) {
  const actions = useActions();
  const [draft, setDraft] = useState<Draft>(() => remembered.get(conversationId) ?? empty);
  const touched = useRef(remembered.has(conversationId));
  const unsaved = useRef(new Map<Mode, { text: string; timer: ReturnType<typeof setTimeout> }>());

  useEffect(() => {
    let current = true;
    if (!touched.current) {
      actions.loadDraft(conversationId).then(
        ({ reply, note, files }) => {
          if (files.length > 0) putBack(conversationId, files);
          if (current && !touched.current) setDraft((before) => ({ ...before, reply, note }));
        },
        () => {},
      );
    }
    return () => {
      current = false;
    };
  }, [actions, conversationId]);

  const save = useCallback(
    (mode: Mode) => {
      const waiting = unsaved.current.get(mode);
      if (!waiting) return;
      clearTimeout(waiting.timer);
      unsaved.current.delete(mode);
      // Kept in this tab all the same; the next key tries again.
      actions.saveDraft(conversationId, mode, waiting.text).catch(() => {});
    },
    [actions, conversationId],
  );

  const setText = useCallback(
    (mode: Mode, text: string, { now = false }: { now?: boolean } = {}) => {
      touched.current = true;
      setDraft((before) => {
        const next = { ...before, [mode]: text };
        remembered.set(conversationId, next);
        return next;
      });
      clearTimeout(unsaved.current.get(mode)?.timer);
      unsaved.current.set(mode, { text, timer: setTimeout(() => save(mode), saveAfterMs) });
      if (now) save(mode);
    },
    [conversationId, save],
  );

  const setMode = useCallback(
    (mode: Mode) =>
      setDraft((before) => {
        const next = { ...before, mode };
        remembered.set(conversationId, next);
        return next;
      }),
    [conversationId],
  );

  // Leaving the conversation or the page: what was typed last is kept before it is too late.
  useEffect(() => {
    const flush = () => {
      for (const mode of [...unsaved.current.keys()]) save(mode);
    };
    const hide = () => document.visibilityState === "hidden" && flush();
    document.addEventListener("visibilitychange", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      flush();
    };
  }, [save]);

  return { ...draft, setText, setMode };
}
