import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { commandLine } from "./processes.mjs";

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
