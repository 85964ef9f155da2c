"use client";

import { useSyncExternalStore } from "react";

const phone = "(max-width: 44.99rem)";
const wide = "(min-width: 68.75rem)";

const watch = (query: string) => (changed: () => void) => {
  const media = window.matchMedia(query);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
};
const watchPhone = watch(phone);
const watchWide = watch(wide);

/** One pane at a time. */
export const isPhone = () => window.matchMedia(phone).matches;
export const usePhone = () => useSyncExternalStore(watchPhone, isPhone, () => false);

/** Wide enough for details beside the thread. */
export const useWide = () =>
  useSyncExternalStore(
    watchWide,
    () => window.matchMedia(wide).matches,
    () => true,
  );
