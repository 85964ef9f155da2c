import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { commandLine } from "./processes.mjs";
import { waitFor } from "./wait.mjs";

const LEAVES_WITHIN_MS = 30_000;

/**
 * A file that says which process holds something. One left behind by a dead process counts for nothing.
 * @param {string} file
 * @param {Record<string, unknown>} facts kept beside the pid for whoever finds it
 * @returns {{ mine: true, update: (facts: Record<string, unknown>) => void, release: () => void }
 *   | { mine: false, holder: Record<string, any> }}
 */
export function claim(file, facts = {}) {
  const write = (more) => {
    writeFileSync(`${file}.${process.pid}`, JSON.stringify({ pid: process.pid, ...facts, ...more }));
    renameSync(`${file}.${process.pid}`, file);
  };
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid, ...facts }), { flag: "wx" });
      const release = () => readClaim(file)?.pid === process.pid && rmSync(file, { force: true });
      return { mine: true, update: write, release };
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    const holder = readClaim(file);
    if (holder) return { mine: false, holder };
    rmSync(file, { force: true });
  }
}

/**
 * The same for a launcher, whose former one may be just leaving: it is waited for, since by the time anybody opens the
 * address that it would be told of, nobody answers there.
 * @param {string} file
 * @param {Record<string, unknown>} facts
 * @param {(wait: Promise<unknown>) => Promise<unknown>} [waiting] given the wait, when there is one: to say so
 */
export async function claimAfterFormer(file, facts = {}, waiting = (wait) => wait) {
  let attempt = claim(file, facts);
  if (attempt.mine || !isLeaving(attempt.holder)) return attempt;
  const again = () => {
    attempt = claim(file, facts);
    return attempt.mine || !isLeaving(attempt.holder);
  };
  await waiting(waitFor(again, { timeoutMs: LEAVES_WITHIN_MS, everyMs: 50 }));
  return attempt;
}

/** Whether the holder has said so, or must: npm above it was ended, which it notices within half a second. */
const isLeaving = ({ leaving, npm }) => Boolean(leaving) || (npm !== undefined && commandLine(npm) === undefined);

/**
 * Who holds it, when that process still lives. A number used again by another program is told apart by its being Node.
 * @param {string} file
 * @returns {Record<string, any> | undefined}
 */
export function readClaim(file) {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8"));
    return /node/i.test(commandLine(holder.pid) ?? "") ? holder : undefined;
  } catch {
    return undefined;
  }
}
