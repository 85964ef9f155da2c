import { Failure } from "./failure.mjs";

/**
 * Whether this Node can run the product and its tools: `^20.19 || >=22.12`, as package.json says.
 * @param {string} version "20.19.0", without the v
 */
export function nodeWillDo(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
}

/** Stops with one clear line before anything else is tried. */
export function checkNode(version = process.versions.node) {
  if (!nodeWillDo(version)) {
    throw new Failure(`Patchbay needs Node 20.19 or newer, or 22.12 or newer. This is Node ${version}.`);
  }
}
