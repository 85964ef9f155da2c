import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runningPostgres, startPostgres } from "./postgres.mjs";
import { commandLine } from "./processes.mjs";

const PREFIX = "patchbay-tmp-";

/**
 * A PostgreSQL in a temporary folder, for tests and measurements: nothing in it survives.
 * Also clears away those whose makers were killed.
 * @param {{ durable?: boolean }} [options] durable keeps fsync on, as a measurement wants
 * @returns {Promise<import("./postgres.mjs").Cluster & { dir: string }>}
 */
export async function throwawayPostgres({ durable = false } = {}) {
  await clearLeftovers();
  const dir = mkdtempSync(path.join(os.tmpdir(), PREFIX));
  chmodSync(dir, 0o755); // as root, PostgreSQL runs as a user who has to enter it
  writeFileSync(path.join(dir, "maker"), String(process.pid));
  const cluster = await startPostgres({ dir, throwaway: !durable });
  const stop = async () => {
    await (await runningPostgres(dir))?.stop(); // whichever runs there by now
    rmSync(dir, { recursive: true, force: true });
  };
  return { ...cluster, dir, stop };
}

async function clearLeftovers() {
  for (const name of readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dir = path.join(os.tmpdir(), name);
    const maker = path.join(dir, "maker");
    if (!existsSync(maker) || commandLine(Number(readFileSync(maker, "utf8")))) continue;
    try {
      await (await runningPostgres(dir))?.stop();
      rmSync(dir, { recursive: true, force: true });
    } catch {
      // somebody else's: theirs to clear away
    }
  }
}
