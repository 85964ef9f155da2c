"use client";

import dynamic from "next/dynamic";
import { type ReactElement, type ReactNode, useSyncExternalStore } from "react";
import { useIdle } from "./use-idle";

export type Undo = () => unknown;

/** What a toast says. */
export type Said = {
  kind: "done" | "error" | "info";
  text: ReactNode;
  icon?: ReactElement;
  undo?: Undo;
  details?: string;
  action?: { label: string; onClick: () => unknown };
};

// The board itself is not part of any page's first load: it comes when the browser has time, or with the first toast.
const loadBoard = () => import("./toast-board").then((module) => module.ToastBoard);
const Board = dynamic(loadBoard, { ssr: false });

const waiting: Said[] = [];
let hang: ((said: Said) => void) | null = null;
let wanted = false;
let tell = () => {};

function say(said: Said) {
  if (hang) hang(said);
  else {
    waiting.push(said);
    want();
  }
}

function want() {
  wanted = true;
  tell();
}

/** The board is there: it gets what was said before, and everything from now on until it goes. */
export function openBoard(put: (said: Said) => void): () => void {
  hang = put;
  for (const said of waiting.splice(0)) put(said);
  return () => {
    if (hang === put) hang = null;
  };
}

/** Short messages about what just happened. The text repeats the verb: "Archived Ana Ruiz". */
export const toast = {
  /** It is done. 4 s, or 10 s with a way back. */
  done: (text: ReactNode, more: Pick<Said, "undo" | "icon"> = {}) => say({ kind: "done", text, ...more }),
  /** It went wrong: what, and what helps. Stays until it is closed. */
  error: (text: ReactNode, more: Pick<Said, "details" | "action"> = {}) => say({ kind: "error", text, ...more }),
  /** Something to know. 4 s. */
  info: (text: ReactNode, more: Pick<Said, "icon"> = {}) => say({ kind: "info", text, ...more }),
};

/** Where toasts appear. Sits in the root layout. */
export function Toaster() {
  useIdle(want);
  const shown = useSyncExternalStore(
    (changed) => {
      tell = changed;
      return () => {
        tell = () => {};
      };
    },
    () => wanted,
    () => false,
  );
  return shown ? <Board /> : null;
}
