import { useEffect } from "react";

/**
 * Does something once the page stands and the browser has nothing better to do, for instance fetching the parts that
 * will be asked for next. `task` must not change from one drawing to the next.
 */
export function useIdle(task: () => unknown) {
  useEffect(() => {
    // Safari has no idle callback.
    if (!window.requestIdleCallback) {
      const timer = setTimeout(task, 1_000);
      return () => clearTimeout(timer);
    }
    const handle = window.requestIdleCallback(task, { timeout: 3_000 });
    return () => window.cancelIdleCallback(handle);
  }, [task]);
}
