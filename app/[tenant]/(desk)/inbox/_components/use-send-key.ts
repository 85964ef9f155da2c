"use client";

import { useCallback, useSyncExternalStore } from "react";

/** Which key sends. The other one makes a new line. */
export type SendKey = "enter" | "mod-enter";

const name = "patchbay.send-key";
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function read(): SendKey {
  try {
    return localStorage.getItem(name) === "mod-enter" ? "mod-enter" : "enter";
  } catch {
    return "enter";
  }
}

/** The choice of this browser; Enter sends unless told otherwise. */
export function useSendKey(): [SendKey, (key: SendKey) => void] {
  const key = useSyncExternalStore(subscribe, read, () => "enter" as const);
  const choose = useCallback((next: SendKey) => {
    try {
      localStorage.setItem(name, next);
    } catch {
      // Storage is forbidden: the choice holds for nobody, and nothing breaks.
    }
    for (const tell of listeners) tell();
  }, []);
  return [key, choose];
}
