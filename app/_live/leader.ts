/** How long a tab waits for the others to say what they show, before it connects for all of them. Unit: milliseconds. */
const rollCallMs = 60;
/** The leading tab passes on the server's pings (every 15 s); without one for this long it is frozen or stuck. */
const silenceMs = 45_000;

type Letter<T> =
  | { type: "told"; message: T }
  | { type: "who" }
  | { type: "joined" }
  | { type: "here"; cursor: number; held: string[] };

type TabsOptions<T> = {
  /** Names lock and channel: one person in one workspace. */
  name: string;
  /** Hold the stream for all tabs, until the function given back is called. */
  lead: () => () => void;
  /** Something the leading tab heard. */
  onMessage: (message: T) => void;
  /** Another tab has come; asked of the leading one, which says how things stand. */
  onNewcomer: () => void;
  /** What this tab shows and how far it has read. */
  here: () => { cursor: number; held: string[] };
};

/**
 * One tab of a browser holds the live stream for all of them: over HTTP/1.1 a browser opens six connections to a host,
 * and a stream in each tab would use them up. The tab that gets the lock leads; when it closes the next one does.
 * Where the browser has no locks (an address that is neither https nor localhost) every tab leads itself.
 */
export function joinTabs<T>({ name, lead, onMessage, onNewcomer, here }: TabsOptions<T>) {
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
  const left = new AbortController();
  let stop: (() => void) | null = null;
  let heardAt = Date.now();
  let answers: { cursor: number; held: string[] }[] = [];

  const post = (letter: Letter<T>) => {
    if (!left.signal.aborted) channel?.postMessage(letter);
  };
  channel?.addEventListener("message", ({ data }: MessageEvent<Letter<T>>) => {
    if (data.type === "told") {
      heardAt = Date.now();
      if (!stop) onMessage(data.message);
    } else if (data.type === "who") post({ type: "here", ...here() });
    else if (data.type === "joined") {
      if (stop) onNewcomer();
    } else answers.push({ cursor: data.cursor, held: data.held });
  });

  const takeOver = (): Promise<void> =>
    new Promise((resolve) => {
      // A browser may still grant what was given up in the same instant.
      if (left.signal.aborted) return resolve();
      stop ??= lead();
      left.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  const retire = () => {
    stop?.();
    stop = null;
  };

  const request = (options: LockOptions) => {
    navigator.locks
      .request(name, options, takeOver)
      // Left, or another tab took the lock because this one had gone silent: wait in line again.
      .catch(() => {
        retire();
        if (!left.signal.aborted) request({ signal: left.signal });
      });
  };
  post({ type: "joined" });
  if (navigator.locks && channel) request({ signal: left.signal });
  else stop = lead();

  const watch = setInterval(() => {
    if (stop || document.visibilityState === "hidden" || Date.now() - heardAt < silenceMs) return;
    heardAt = Date.now();
    if (navigator.locks) request({ steal: true });
  }, 10_000);

  return {
    /** Pass on to the other tabs what this one heard. */
    tell: (message: T) => post({ type: "told", message }),
    /** What all tabs together show, and the position of the one that is furthest behind. */
    async rollCall(): Promise<{ cursor: number; held: string[] }> {
      answers = [];
      post({ type: "who" });
      if (channel) await new Promise((resolve) => setTimeout(resolve, rollCallMs));
      const all = [here(), ...answers];
      return {
        cursor: Math.min(...all.map(({ cursor }) => cursor)),
        held: [...new Set(all.flatMap(({ held }) => held))],
      };
    },
    leave() {
      clearInterval(watch);
      left.abort();
      retire();
      channel?.close();
    },
  };
}
