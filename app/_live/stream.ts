import { eventStreamReader } from "./sse";
import { readTold, type Told } from "./wire";

export type StreamStatus =
  | { state: "live" }
  | { state: "catching-up" }
  | { state: "offline"; since: Date }
  /** The server answers, and its database does not. */
  | { state: "away"; since: Date }
  /** The session ended or the workspace is closed to this person: trying again is of no use. */
  | { state: "refused"; status: number };

type StreamOptions = {
  /** The address for the next connection, with the position reached and what is on screen. */
  url: () => Promise<string>;
  onTold: (told: Told, receivedAt: number) => void;
  onStatus: (status: StreamStatus) => void;
};

/** The server pings every 15 s; twice that without a word means that nobody is there. */
const silenceMs = 30_000;
const checkEveryMs = 5_000;
/** A connection that comes back this quickly was never off line in the eyes of a person. */
const graceMs = 2_500;
const slowestRetryMs = 15_000;

/**
 * One live stream, kept open: opened again after a loss with growing pauses (0.5 s to 15 s, spread by chance, so that a
 * thousand browsers do not come back in the same instant), at once when the network or the machine wakes up.
 */
export function openStream({ url, onTold, onStatus }: StreamOptions): { close: () => void } {
  const closed = new AbortController();
  let connection: AbortController | null = null;
  let heardAt = Date.now();
  let lostAt: number | null = Date.now();
  let failures = 0;
  let away = false;
  let wake = () => {};

  const hear = (told: Told) => {
    if (told.kind === "away") onStatus({ state: "away", since: new Date() });
    if (told.kind === "hello" || told.kind === "back") {
      failures = 0;
      lostAt = null;
      onStatus({ state: "live" });
    }
    onTold(told, Date.now());
  };

  async function connect(): Promise<void> {
    connection = new AbortController();
    const signal = AbortSignal.any([closed.signal, connection.signal]);
    heardAt = Date.now();
    const response = await fetch(await url(), { headers: { accept: "text/event-stream" }, cache: "no-store", signal });
    if ([401, 403, 404].includes(response.status)) throw new Refused(response.status);
    away = response.status === 503;
    if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`);
    const feed = eventStreamReader(({ event, data }) => {
      const told = readTold(event, data);
      if (told) hear(told);
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heardAt = Date.now();
      feed(value);
    }
  }

  async function run(): Promise<void> {
    while (!closed.signal.aborted) {
      away = false;
      try {
        await connect();
      } catch (error) {
        if (error instanceof Refused) {
          onStatus({ state: "refused", status: error.status });
          return;
        }
      }
      if (closed.signal.aborted) return;
      lostAt ??= Date.now();
      failures += 1;
      showLoss();
      await pause(Math.min(slowestRetryMs, 500 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2));
    }
  }

  function showLoss() {
    if (lostAt === null) return;
    if (Date.now() - lostAt < graceMs) onStatus({ state: "catching-up" });
    else onStatus({ state: away ? "away" : "offline", since: new Date(lostAt) });
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const retryNow = () => {
    if (document.visibilityState === "hidden") return;
    // After sleep the old connection looks open and is dead.
    if (lostAt === null && Date.now() - heardAt > silenceMs) connection?.abort();
    wake();
  };
  const lost = () => connection?.abort();
  const watch = setInterval(() => {
    if (lostAt !== null) showLoss();
    else if (Date.now() - heardAt > silenceMs) connection?.abort();
  }, checkEveryMs);
  const grace = setTimeout(showLoss, graceMs);
  window.addEventListener("online", retryNow);
  window.addEventListener("offline", lost);
  document.addEventListener("visibilitychange", retryNow);

  void run();
  return {
    close() {
      closed.abort();
      wake();
      clearInterval(watch);
      clearTimeout(grace);
      window.removeEventListener("online", retryNow);
      window.removeEventListener("offline", lost);
      document.removeEventListener("visibilitychange", retryNow);
    },
  };
}

class Refused extends Error {
  constructor(readonly status: number) {
    super(`stream refused: ${status}`);
  }
}
