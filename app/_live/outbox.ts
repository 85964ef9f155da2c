import { addOutgoing } from "./apply";
import type { LiveStore } from "./store";
import type { Outgoing } from "./types";

type Kept = [conversationId: string, outgoing: Omit<Outgoing, "createdAt"> & { createdAt: string }];

/**
 * Keeps what has not reached the server in the tab's own storage, so that a reload loses nothing. What was under way
 * when the page went is sent again: its client id makes that harmless. Returns the way to stop keeping.
 */
export function restoreOutbox(store: LiveStore, slug: string, memberId: string): () => void {
  const key = `patchbay.outbox:${slug}:${memberId}`;
  const kept = read(key);
  if (kept.length > 0) {
    for (const [conversationId, one] of kept) {
      const state = one.state === "sending" ? "offline" : one.state;
      const outgoing: Outgoing = { ...one, createdAt: new Date(one.createdAt), state };
      store.setState((live) => addOutgoing(live, conversationId, outgoing));
    }
  }
  return store.subscribe(({ outgoing }, before) => {
    if (outgoing === before.outgoing) return;
    const flat = [...outgoing].flatMap(([conversationId, pending]) => pending.map((one) => [conversationId, one]));
    try {
      if (flat.length === 0) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(flat));
    } catch {
      // Storage is full or forbidden: sending still works, it only does not survive a reload.
    }
  });
}

function read(key: string): Kept[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "[]") as Kept[];
  } catch {
    return [];
  }
}

/**
 * Remembers in this browser which conversations have an unsent answer, so that their rows say so before they are opened.
 * The answers themselves are on the server. Returns the way to stop remembering.
 */
export function restoreDraftMarks(store: LiveStore, slug: string, memberId: string): () => void {
  const key = `patchbay.drafts:${slug}:${memberId}`;
  try {
    const ids = JSON.parse(localStorage.getItem(key) ?? "[]") as string[];
    if (ids.length > 0) store.setState({ drafts: new Set(ids) });
  } catch {
    // Nothing was remembered.
  }
  return store.subscribe(({ drafts }, before) => {
    if (drafts === before.drafts) return;
    try {
      localStorage.setItem(key, JSON.stringify([...drafts].slice(-mostDrafts)));
    } catch {
      // Storage is full or forbidden: the marks hold for this visit.
    }
  });
}

const mostDrafts = 200;
