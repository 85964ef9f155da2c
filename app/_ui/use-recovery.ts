"use client";

import { useEffect, useState } from "react";

const everyMs = 4_000;

type Recovery = { state: "asking" | "well" | "ill"; ask: () => void };

/**
 * Asks /api/health after something failed. While the installation is not well it keeps asking every four seconds
 * and calls `onWell` once it is well again. If it was well from the start, the failure is the page's own: `well`.
 */
export function useRecovery(onWell: () => void): Recovery {
  const [state, setState] = useState<Recovery["state"]>("asking");
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let wasIll = round > 0;
    const look = async () => {
      const well = await isWell(stop.signal);
      if (stop.signal.aborted) return;
      if (well) {
        if (wasIll) onWell();
        setState("well");
        return;
      }
      wasIll = true;
      setState("ill");
      timer = setTimeout(() => void look(), everyMs);
    };
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [round, onWell]);
  return { state, ask: () => setRound(round + 1) };
}

async function isWell(signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch("/api/health", { cache: "no-store", signal })).ok;
  } catch {
    return false;
  }
}
