import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readClaim } from "./claim.mjs";
import { Failure } from "./failure.mjs";
import { npm } from "./npm.mjs";
import { dataDir, root } from "./paths.mjs";
import { step } from "./progress.mjs";

const modules = path.join(root, "node_modules");
const mark = path.join(modules, ".patchbay-installed");

/**
 * Have the packages of the lock file in place. The mark names the full Node version too: npm leaves out an optional
 * package whose `engines` do not admit the Node that installs, so another Node may lack native parts.
 */
export async function ensureInstalled() {
  const lock = readFileSync(path.join(root, "package-lock.json"), "utf8");
  const wanted = installMark(lock);
  const found = existsSync(mark) ? readFileSync(mark, "utf8") : undefined;
  if (found === wanted) return;
  if ((!found || sameMachine(found, wanted)) && installedByHand(JSON.parse(lock))) {
    writeFileSync(mark, wanted);
    return;
  }
  await step("Installing packages (about a minute the first time)", install);
  writeFileSync(mark, wanted);
}

/** What the installed packages depend on: lock file, system, processor and Node. */
export function installMark(lock, { platform, arch, version } = process) {
  return [createHash("sha256").update(lock).digest("hex"), platform, arch, version].join(" ");
}

const sameMachine = (one, other) => one.replace(/^\S+/, "") === other.replace(/^\S+/, "");

async function install() {
  const flags = ["--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  // `npm ci` begins by removing everything, also what a running server is about to read.
  const running = readClaim(path.join(dataDir(), "run.json"));
  const inUse = running !== undefined && running.pid !== process.pid;
  let { code, output } = await npm([...(inUse ? ["install", "--no-save"] : ["ci"]), ...flags]);
  // A lock written where some platform's packages could not be seen is still good: fill in without rewriting it.
  if (code !== 0 && output.includes("EUSAGE")) ({ code, output } = await npm(["install", "--no-save", ...flags]));
  if (code !== 0)
    throw new Failure(`npm could not install the packages:\n${output.trim().split("\n").slice(-25).join("\n")}`);
}

/** Whether `npm install` was run by hand and left exactly what the lock file names for this machine. */
function installedByHand(lock) {
  const listing = path.join(modules, ".package-lock.json");
  return existsSync(listing) && holdsAll(lock.packages, JSON.parse(readFileSync(listing, "utf8")).packages);
}

/**
 * Whether every package of a lock file is installed in its version, but for what is not for this machine.
 * @param {Record<string, any>} wanted the lock's `packages`
 * @param {Record<string, any>} installed those of node_modules/.package-lock.json
 */
export function holdsAll(wanted, installed, { platform, arch } = process) {
  const fits = (list, value) =>
    !list || list.includes(value) || (list[0]?.startsWith("!") && !list.includes(`!${value}`));
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === "" || entry.link) return true;
    if (installed[place]) return installed[place].version === entry.version;
    const foreign = !fits(entry.os, platform) || !fits(entry.cpu, arch) || entry.libc?.includes("musl");
    return entry.optional && (foreign || entry.peer || (!entry.os && !entry.cpu));
  });
}
