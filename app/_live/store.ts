"use client";

import { createContext, use } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { StreamStatus } from "./stream";
import { emptyState, type LiveState, type Viewer } from "./types";

/** How far a list has been loaded. `floor`: rows older than its last one are not shown yet, or the list would have holes. */
export type ListPage = {
  next: string | null;
  floor: { at: number; id: string } | null;
  state: "loading" | "ready" | "failed";
  /** The epoch it was asked in; an older one is asked for again. */
  epoch: number;
};

/** The newest incoming message, for those who hear the screen rather than see it. */
export type Announcement = { id: string; from: string; text: string };

export type Live = LiveState & {
  status: StreamStatus;
  /** Median of the last measurements from commit to this screen; null before the first. Unit: milliseconds. */
  lagMs: number | null;
  /** Rises when too much was missed: lists and the open thread are asked for again. */
  epoch: number;
  /** Rises when people, queues or channels changed. */
  workspace: number;
  lists: ReadonlyMap<string, ListPage>;
  /** Waiting ones that have just come: shown with a passing tint. */
  arrived: ReadonlySet<string>;
  /** Conversations with an unsent answer of mine. */
  drafts: ReadonlySet<string>;
  announcement: Announcement | null;
};

export const createLiveStore = (viewer: Viewer, cursor: number) =>
  createStore<Live>()(() => ({
    ...emptyState(viewer),
    cursor,
    status: { state: "catching-up" },
    lagMs: null,
    epoch: 0,
    workspace: 0,
    lists: new Map(),
    arrived: new Set(),
    drafts: new Set(),
    announcement: null,
  }));

export type LiveStore = ReturnType<typeof createLiveStore>;

export const LiveStoreContext = createContext<LiveStore | null>(null);

/** The tab's one store. @throws outside of the provider */
export function useLiveStore(): LiveStore {
  const store = use(LiveStoreContext);
  if (!store) throw new Error("no live store here");
  return store;
}

/** A part of the store; the component renders again only when that part becomes another value. */
export function useLive<T>(select: (live: Live) => T): T {
  return useStore(useLiveStore(), select);
}
