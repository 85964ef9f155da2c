"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { placeHref } from "../inbox/_components/place";

const patienceMs = 1_500;

/** G, then where: R recent, W waiting, A archived, C contacts, S settings. Never while somebody types. */
export function useGoKeys(slug: string) {
  const router = useRouter();
  useEffect(() => {
    let armed = 0;
    const view = (name: "recent" | "waiting" | "archived") => placeHref(slug, { view: { name }, conversationId: null });
    const targets: Record<string, string> = {
      r: view("recent"),
      w: view("waiting"),
      a: view("archived"),
      c: `/${slug}/contacts`,
      s: `/${slug}/settings`,
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
      const { target } = event;
      if (
        target instanceof HTMLElement &&
        target.closest("input:not([type='radio']), textarea, select, [contenteditable='true']")
      )
        return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
      if (event.key === "g") {
        armed = Date.now();
        return;
      }
      const href = targets[event.key];
      const meant = Date.now() - armed < patienceMs;
      armed = 0;
      if (!meant || !href) return;
      event.preventDefault();
      // Before the inbox reads the same key as one of its own.
      event.stopImmediatePropagation();
      const inbox = `/${slug}/inbox`;
      if (href.startsWith(inbox) && (location.pathname === inbox || location.pathname.startsWith(`${inbox}/`))) {
        window.history.pushState(null, "", href);
      } else router.push(href);
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [slug, router]);
}
