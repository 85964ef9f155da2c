import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

const made: string[] = [];
afterAll(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A new empty folder that goes with the test file. */
export function tempFolder(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), "patchbay-test-"));
  made.push(dir);
  return dir;
}
