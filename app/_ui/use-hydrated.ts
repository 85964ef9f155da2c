"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether this page's scripts have taken it over. False in what the server sends, true from then on. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
