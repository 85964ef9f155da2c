import { setTimeout as pause } from "node:timers/promises";

/**
 * Ask again and again until the answer is neither undefined, null nor false.
 * @template T
 * @param {() => Promise<T> | T} ask
 * @param {{ timeoutMs: number, everyMs?: number }} limits
 * @returns {Promise<T | undefined>} the answer, or undefined when time ran out
 */
export async function waitFor(ask, { timeoutMs, everyMs = 25 }) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() >= deadline) return undefined;
    await pause(everyMs);
  }
}
