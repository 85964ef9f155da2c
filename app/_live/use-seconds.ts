"use client";

import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tell of listeners) tell();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const now = () => Math.floor(Date.now() / 1000);

const never = () => () => {};
const stopped = () => 0;

/**
 * Now, in whole seconds since the epoch; one timer for the whole page, running only while somebody counts. Zero, and
 * never again drawn, while there is nothing to count.
 */
export const useSeconds = (counting = true) =>
  useSyncExternalStore(counting ? subscribe : never, counting ? now : stopped, counting ? now : stopped);

/** A wait below an hour as a clock counts it: 0:48, 6:42. */
export function minutesSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
