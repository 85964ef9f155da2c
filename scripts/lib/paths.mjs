import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Where an installation keeps what is its own: database, secrets, media. Made when absent. */
export function dataDir(env = process.env) {
  const dir = path.resolve(root, env.DATA_DIR || ".data");
  mkdirSync(dir, { recursive: true });
  return dir;
}
