"use client";

import { useEffect } from "react";
import { useLive } from "@/app/_live/store";

const counted = /^\(\d+\) /;

/** "(4) …": unread conversations of mine before the title, whatever page set it. */
export function TitleCount() {
  const unread = useLive((live) => live.counts?.unread ?? 0);
  useEffect(() => {
    const write = () => {
      const bare = document.title.replace(counted, "");
      const wanted = unread > 0 ? `(${unread}) ${bare}` : bare;
      if (document.title !== wanted) document.title = wanted;
    };
    write();
    // Pages set their titles when they arrive; the head is small and seldom changes.
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [unread]);
  return null;
}
