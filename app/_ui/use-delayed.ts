"use client";

import { useEffect, useState } from "react";

/**
 * True once `active` has lasted for `ms` milliseconds, false as soon as it ends. Short waits stay invisible:
 * a spinner that flashes for 40 ms reads as a glitch.
 */
export function useDelayed(active: boolean, ms = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setLate(true), ms);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [active, ms]);
  return active && late;
}
