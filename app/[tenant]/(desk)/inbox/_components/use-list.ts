"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { readOf } from "@/app/_live/apply";
import { useActions } from "@/app/_live/live-provider";
import { type Live, useLive } from "@/app/_live/store";
import { byActivity, inView, type View, viewKey } from "@/app/_live/views";

/**
 * The ids of a list, newest activity first. Loading stands behind it: the first page when the list is opened, anew when
 * too much was missed.
 */
export function useList(view: View, selected: string | null) {
  const actions = useActions();
  const key = viewKey(view);
  const page = useLive((live) => live.lists.get(key));
  const epoch = useLive((live) => live.epoch);
  const rows = useLive((live) => live.rows);
  const reads = useLive((live) => live.reads);
  const reading = useLive((live) => live.reading);
  const leaving = useLive((live) => live.leaving);
  const viewer = useLive((live) => live.viewer);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the view; a new epoch asks again
  useEffect(() => {
    actions.loadList(view).catch(() => {});
  }, [actions, key, epoch]);

  // A row that was opened in the Unread list stays there while it is open: it has just been read.
  const kept = useRef<string | null>(null);
  const ids = useMemo(() => {
    const state: Pick<Live, "reads" | "reading"> = { reads, reading };
    const floor = page?.floor ?? null;
    const shown = [...rows.values()].filter((row) => {
      const read = readOf(state, row.id);
      const belongs = inView(row, read, view, viewer);
      if (!belongs)
        return row.id === selected && row.id === kept.current && inView(row, read, { ...view, unread: false }, viewer);
      if (!floor) return true;
      const at = row.lastActivityAt.getTime();
      return at > floor.at || (at === floor.at && row.id >= floor.id);
    });
    for (const { row } of leaving.values()) if (inView(row, undefined, view, viewer)) shown.push(row);
    return shown.sort(byActivity).map(({ id }) => id);
  }, [rows, reads, reading, leaving, viewer, page, view, selected]);
  useEffect(() => {
    if (selected && ids.includes(selected)) kept.current = selected;
  }, [selected, ids]);

  return { ids, page };
}

/**
 * Holds a list still while somebody points at it or moves in it by keyboard: rows leave at once, but new ones and new
 * places wait, counted, until `apply` is called or the hold ends.
 */
export function useStill(ids: readonly string[], listKey: string) {
  const [wanted, setHeld] = useState(false);
  const shown = useRef<{ key: string; ids: readonly string[] }>({ key: listKey, ids });
  const [, redraw] = useState(0);

  const now = new Set(ids);
  // An empty list has nothing that could jump.
  const held = wanted && shown.current.key === listKey && shown.current.ids.some((id) => now.has(id));
  if (!held) shown.current = { key: listKey, ids };
  const kept = shown.current.ids.filter((id) => now.has(id));
  const before = new Map(kept.map((id, place) => [id, place]));
  // A row whose neighbours stayed did not move; one that went up past others did.
  let updates = 0;
  let highest = Number.POSITIVE_INFINITY;
  for (const id of [...ids].reverse()) {
    const place = before.get(id);
    if (place === undefined || place > highest) updates += 1;
    else highest = place;
  }
  // What was added below the end is a page that was asked for, not an update.
  const last = kept.at(-1);
  const tail = held && last !== undefined ? ids.slice(ids.indexOf(last) + 1).filter((id) => !before.has(id)) : [];
  const list = held ? [...kept, ...tail] : ids;
  if (held && tail.length > 0) shown.current = { key: listKey, ids: list };
  return {
    ids: list,
    updates: held ? updates - tail.length : 0,
    setHeld,
    apply: () => {
      shown.current = { key: listKey, ids };
      redraw((n) => n + 1);
    },
  };
}
