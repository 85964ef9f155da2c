/**
 * A launcher's end, however it comes: Ctrl-C, SIGTERM, the terminal closing, or npm being killed above us, which
 * leaves its child alive without a word. What was opened is closed in the opposite order, once.
 */
export function lifecycle() {
  /** @type {(() => Promise<unknown> | unknown)[]} */
  const closers = [];
  /** @type {(() => void)[]} */
  const goodbyes = [];
  let ending;
  const end = (code) => {
    ending ??= (async () => {
      for (const say of goodbyes) say();
      for (let close = closers.pop(); close; close = closers.pop()) await close();
      process.exit(code);
    })();
    return ending;
  };
  const asked = () => {
    if (!ending) console.log("\n  Stopping …");
    void end(0);
  };
  for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(name, asked);
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && asked(), 500).unref();
  }
  return {
    /** Close this when the time comes, before everything that was added earlier. */
    onEnd: (close) => void closers.push(close),
    /** Called at the very beginning of the end. */
    onLeaving: (tell) => void goodbyes.push(tell),
    /** Close everything and leave with this code. */
    end,
    /** True once leaving has begun. */
    ending: () => ending !== undefined,
  };
}
