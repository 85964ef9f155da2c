"use client";

import { type RefObject, useEffect, useRef } from "react";
import { useLiveStore } from "@/app/_live/store";
import { useAsk } from "./asking";
import type { ComposerHandle } from "./composer";
import type { ListHandle } from "./list-pane";
import { usePlace } from "./use-place";
import { useMay, useVerbs } from "./use-verbs";

type KeysOptions = {
  list: RefObject<ListHandle | null>;
  composer: RefObject<ComposerHandle | null>;
  onDetails: () => void;
  onHelp: () => void;
  detailsOpen: boolean;
  closeDetails: () => void;
};

/** Somebody is typing, or a dialog or menu is open: keys belong to it. */
const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest("input:not([type='radio']), textarea, select, [contenteditable='true']") !== null;
const covered = () =>
  document.querySelector("[role=dialog], [role=alertdialog], [role=menu], [role=listbox][data-open]") !== null;

/** Single keys of the inbox. They act only when no text field has the focus and nothing covers the page. */
export function useInboxKeys(options: KeysOptions) {
  const place = usePlace();
  const verbs = useVerbs();
  const may = useMay();
  const ask = useAsk();
  const store = useLiveStore();

  const act = (event: KeyboardEvent): boolean => {
    const { list, composer, onDetails, onHelp, detailsOpen, closeDetails } = options;
    const { conversationId: id, go } = place;
    const row = id ? store.getState().rows.get(id) : undefined;
    const allowed = row ? may(row) : null;
    const inList = event.target instanceof HTMLElement && event.target.closest("[data-row]") !== null;
    const step = (by: 1 | -1) => {
      const ids = list.current?.ids ?? [];
      const now = id ? ids.indexOf(id) : -1;
      const next = ids[now < 0 ? 0 : now + by];
      if (!next) return;
      // Going through the list is one step back for the browser, not one for every row.
      go({ conversationId: next }, { replace: id !== null });
      list.current?.reveal(next);
    };
    switch (event.key) {
      case "j":
        step(1);
        return true;
      case "k":
        step(-1);
        return true;
      case "ArrowDown":
      case "ArrowUp":
        if (!inList) return false;
        step(event.key === "ArrowDown" ? 1 : -1);
        return true;
      case "Enter": {
        const focused = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-row]") : null;
        if (event.target instanceof HTMLElement && !focused && event.target.closest("a, button, summary")) return false;
        const target = focused?.dataset.row ?? id;
        if (!target) return false;
        go({ conversationId: target });
        requestAnimationFrame(() => document.getElementById("thread")?.focus());
        return true;
      }
      case "p":
        if (id && allowed?.pickUp) void verbs.pickUp(id);
        return true;
      case "t":
        if (id && allowed?.transfer) ask("transfer", id);
        return true;
      case "e":
        if (id && allowed?.archive) void verbs.archive(id);
        else if (id && allowed?.unarchive) void verbs.unarchive(id);
        return true;
      case "E":
        if (id && allowed?.end) ask("end", id);
        return true;
      case "r":
        composer.current?.focus("reply");
        return true;
      case "n":
        composer.current?.focus("note");
        return true;
      case "i":
        if (id) onDetails();
        return true;
      case "u":
        if (id && allowed?.unread) void verbs.markUnread(id);
        return true;
      case "?":
        onHelp();
        return true;
      case "Escape":
        if (!detailsOpen) return false;
        closeDetails();
        return true;
      default:
        return false;
    }
  };
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
      if (typing(event.target) || covered()) return;
      if (latest.current(event)) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
