/** Milliseconds as a person reads them: "0.4 s", "12 s". */
export function seconds(ms) {
  return ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/**
 * Say what is being done while it is done, and how long it took. On a terminal one line counts the seconds;
 * elsewhere a line every ten seconds shows that something still moves.
 * @template T
 * @param {string} what "Building"
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const began = Date.now();
  const onTerminal = process.stdout.isTTY;
  const tick = () => {
    const line = `  ${what} … ${seconds(Date.now() - began)}`;
    process.stdout.write(onTerminal ? `\r\x1b[2K${line}` : `${line}\n`);
  };
  if (onTerminal) process.stdout.write(`  ${what} …`);
  const ticking = setInterval(tick, onTerminal ? 1_000 : 10_000);
  let outcome = "failed after";
  try {
    const result = await work();
    outcome = "done in";
    return result;
  } finally {
    clearInterval(ticking);
    process.stdout.write(`${onTerminal ? "\r\x1b[2K" : ""}  ${what}: ${outcome} ${seconds(Date.now() - began)}\n`);
  }
}
