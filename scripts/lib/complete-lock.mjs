// node scripts/lib/complete-lock.mjs: after each `npm install`, name the platform packages that npm left out.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./paths.mjs";

/**
 * npm drops from the lock, without a word, every optional platform package it could not fetch when the lock was
 * written; `npm ci` then refuses the lock on another machine. Later installs keep what is added here.
 * @typedef {{ version?: string, optionalDependencies?: Record<string, string>, dev?: boolean, [field: string]: unknown }} Entry
 * @param {Record<string, Entry>} packages the lock's `packages`
 * @returns {{ place: string, name: string, range: string, dev: boolean }[]} optional packages that no entry resolves
 */
export function missingFromLock(packages) {
  return Object.entries(packages).flatMap(([place, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, range]) => !resolves(packages, place, name, range))
      .map(([name, range]) => ({ place, name, range, dev })),
  );
}

/**
 * The same packages with the missing ones added, in npm's order.
 * @param {Record<string, Entry>} packages
 */
export function completePackages(packages) {
  const whole = { ...packages };
  for (const { place, name, range, dev } of missingFromLock(packages)) {
    if (!EXACT.test(range)) throw new Error(`${place} wants ${name} ${range}, which names no version to add`);
    const top = `node_modules/${name}`;
    // Another version may have the top place already.
    const at = !whole[top] || whole[top].version === range ? top : `${place}/node_modules/${name}`;
    whole[at] = { version: range, ...platformOf(name), ...(dev ? { dev: true } : {}), optional: true };
  }
  return Object.fromEntries(Object.entries(whole).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

function resolves(packages, place, name, range) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const entry = packages[at ? `${at}/node_modules/${name}` : `node_modules/${name}`];
    if (entry) return !EXACT.test(range) || entry.version === range;
    if (!at) return false;
    if (!at.includes("/node_modules/")) at = "/node_modules/"; // the next round asks at the top
  }
}

const SYSTEMS = {
  darwin: "darwin",
  linux: "linux",
  win32: "win32",
  windows: "win32",
  android: "android",
  freebsd: "freebsd",
  openharmony: "openharmony",
};
const PROCESSORS = ["x64", "arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32"];

/** What a platform package's name says it is for. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = Object.entries(SYSTEMS).find(([word]) => words.includes(word))?.[1];
  const cpu = PROCESSORS.find((word) => words.includes(word));
  const libc = words.some((word) => word.startsWith("musl"))
    ? "musl"
    : words.some((word) => /^gnu/.test(word))
      ? "glibc"
      : undefined;
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(libc && os === "linux" ? { libc: [libc] } : {}),
    ...(os ? { os: [os] } : {}),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const before = missingFromLock(lock.packages);
  for (const { name, range } of before) console.log(`${name} ${range}`);
  if (before.length > 0)
    writeFileSync(file, `${JSON.stringify({ ...lock, packages: completePackages(lock.packages) }, null, 2)}\n`);
  console.log(`${before.length} added`);
}
