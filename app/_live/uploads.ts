"use client";

import { useSyncExternalStore } from "react";
import { refusalOf } from "./refusal";
import type { FileItem } from "./types";
import type { Upload } from "./upload";

/** A file in the composer: on its way to the server, there, or held up. */
export type Picked = {
  key: string;
  name: string;
  sizeBytes: number;
  /** How much of it has arrived, 0 to 1. */
  progress: number;
  state: "uploading" | "ready" | "failed";
  /** Why it is held up: a key under `errors`. */
  reason?: string;
  params?: Record<string, string | number>;
  /** The server's, once it is there. */
  item?: FileItem;
};

type Kept = Picked & { file?: File; upload?: Upload };

/** By conversation, for as long as the tab lives: going to another conversation stops no upload. */
const lists = new Map<string, readonly Kept[]>();
const listeners = new Set<() => void>();
const none: readonly Kept[] = [];

function change(conversationId: string, reduce: (list: readonly Kept[]) => readonly Kept[]): void {
  lists.set(conversationId, reduce(lists.get(conversationId) ?? none));
  for (const listener of listeners) listener();
}

const patch = (conversationId: string, key: string, fields: Partial<Kept>) =>
  change(conversationId, (list) => list.map((one) => (one.key === key ? { ...one, ...fields } : one)));

/** The files of one conversation's composer. */
export function usePicked(conversationId: string): readonly Picked[] {
  const read = () => lists.get(conversationId) ?? none;
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read,
    () => none,
  );
}

/** Files were picked, dropped or pasted: each is uploaded by itself, in the order it was picked. */
export function pickFiles(slug: string, conversationId: string, files: readonly File[]): void {
  const picked = files.map(
    (file): Kept => ({
      key: crypto.randomUUID(),
      name: file.name,
      sizeBytes: file.size,
      progress: 0,
      state: "uploading",
      file,
    }),
  );
  change(conversationId, (list) => [...list, ...picked]);
  for (const { key } of picked) void start(slug, conversationId, key);
}

/** Go on with a file that was held up, from where it stopped. */
export function goOn(slug: string, conversationId: string, key: string): void {
  patch(conversationId, key, { state: "uploading", reason: undefined });
  void start(slug, conversationId, key);
}

async function start(slug: string, conversationId: string, key: string): Promise<void> {
  const file = lists.get(conversationId)?.find((one) => one.key === key)?.file;
  if (!file) return;
  try {
    const { beginUpload } = await import("./upload");
    const upload = beginUpload(slug, conversationId, file, (progress) => patch(conversationId, key, { progress }));
    patch(conversationId, key, { upload });
    const item = await upload.done;
    patch(conversationId, key, { state: "ready", progress: 1, item, file: undefined, upload: undefined });
  } catch (error) {
    const { reason, params } = refusalOf(error);
    patch(conversationId, key, { state: "failed", reason, params, upload: undefined });
  }
}

/** Take a file out again, wherever it is on its way. */
export function dropPicked(slug: string, conversationId: string, key: string): void {
  const one = lists.get(conversationId)?.find((picked) => picked.key === key);
  change(conversationId, (list) => list.filter((picked) => picked.key !== key));
  one?.upload?.cancel();
  if (one?.item) void import("./upload").then(({ discard }) => discard(slug, one.item?.id ?? ""));
}

/** The files that are there leave with the message. */
export function takePicked(conversationId: string): FileItem[] {
  const list = lists.get(conversationId) ?? none;
  change(conversationId, (all) => all.filter(({ state }) => state !== "ready"));
  return list.flatMap(({ item }) => (item ? [item] : []));
}

/** Files that the server has and that were not sent: from an earlier visit, or of a message that was held back. */
export function putBack(conversationId: string, items: readonly FileItem[]): void {
  change(conversationId, (list) => {
    const missing = items.filter(({ id }) => !list.some(({ item }) => item?.id === id));
    const back = missing.map(
      (item): Kept => ({ key: item.id, ...item, progress: 1, state: "ready", reason: undefined, item }),
    );
    return [...back, ...list];
  });
}
