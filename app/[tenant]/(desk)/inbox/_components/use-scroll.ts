"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ThreadItem } from "@/app/_live/types";

/** Nearer than this to the end counts as reading along. Unit: px. */
const nearEnd = 48;
/** Nearer than this to the beginning older lines are asked for. Unit: px. */
const nearStart = 400;
/** A line counts as seen when it has stood on the screen this long. Unit: milliseconds. */
const seenAfterMs = 600;

type ScrollOptions = {
  box: RefObject<HTMLElement | null>;
  items: readonly ThreadItem[];
  /** Rises with every bubble of mine: sending brings the end into view. */
  sent: number;
  /** Where the New divider stands; null: open at the end. */
  newFrom: number | null;
  hasOlder: boolean;
  loadOlder: () => Promise<void>;
  /** The end has been seen. */
  onSeen: () => void;
};

/**
 * Where a thread stands: it opens at the first unread line, follows the end while the reader is there, never moves
 * under him otherwise, and loads older lines above without moving what is read.
 */
export function useThreadScroll({ box, items, sent, newFrom, hasOlder, loadOlder, onSeen }: ScrollOptions) {
  const [atEnd, setAtEnd] = useState(true);
  const [below, setBelow] = useState(0);
  const following = useRef(true);
  const first = items[0]?.seq ?? 0;
  const last = items.at(-1)?.seq ?? 0;
  // What was read before the thread was opened counts as seen.
  const seen = useRef(newFrom === null ? last : newFrom - 1);
  const opening = useRef(true);
  const height = useRef(0);
  const previous = useRef({ first: 0, last: 0, sent });
  const loading = useRef(false);

  const toEnd = useCallback(
    (smooth = false) => {
      const element = box.current;
      element?.scrollTo({ top: element.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    },
    [box],
  );

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const before = previous.current;
    if (before.last === 0 && last > 0) {
      // Opened: at the divider, a third from the top, or at the end.
      const divider = element.querySelector<HTMLElement>("[data-divider]");
      if (divider) element.scrollTop = divider.offsetTop - element.clientHeight / 3;
      else toEnd();
    } else if (first < before.first) {
      element.scrollTop += element.scrollHeight - height.current;
    } else if (sent > before.sent) {
      following.current = true;
      toEnd();
    } else if (following.current) toEnd();
    else if (last > before.last) {
      const came = items.filter(({ seq, kind }) => seq > before.last && kind !== "timeline").length;
      setBelow((count) => count + came);
    }
    height.current = element.scrollHeight;
    previous.current = { first, last, sent };
  }, [box, first, last, sent, items, toEnd]);

  const look = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    following.current = end;
    setAtEnd(end);
    if (end) setBelow(0);
    if (hasOlder && element.scrollTop < nearStart && !loading.current) {
      loading.current = true;
      height.current = element.scrollHeight;
      loadOlder()
        .catch(() => {})
        .finally(() => {
          loading.current = false;
        });
    }
  }, [box, hasOlder, loadOlder]);

  // The window or the composer became higher or lower: whoever reads along stays at the end.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (following.current) toEnd();
      look();
    });
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, [box, look, toEnd]);

  // What stands at the end of a visible page for a moment has been seen; the rest only when it is reached.
  useEffect(() => {
    if (last === 0 || !atEnd) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = () => {
      clearTimeout(timer);
      if (document.visibilityState !== "visible" || !document.hasFocus()) return;
      // What a thread opens with is what its reader came for; only what comes later has to have stood there for a moment.
      if (opening.current) seen.current = Math.max(seen.current, last);
      opening.current = false;
      timer = setTimeout(() => {
        seen.current = Math.max(seen.current, last);
        onSeen();
      }, seenAfterMs);
    };
    begin();
    document.addEventListener("visibilitychange", begin);
    window.addEventListener("focus", begin);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", begin);
      window.removeEventListener("focus", begin);
    };
  }, [last, atEnd, onSeen]);

  const seenSeq = useCallback(() => seen.current, []);
  return { atEnd, below, look, toEnd, seenSeq };
}
