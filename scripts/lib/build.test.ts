import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../testing/temp-folder";
import { sourceHash } from "./build.mjs";

function checkout(files: Record<string, string>) {
  const top = tempFolder();
  for (const [file, text] of Object.entries({ "app/page.tsx": "page", "package-lock.json": "{}", ...files })) {
    mkdirSync(path.join(top, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(top, file), text);
  }
  return sourceHash(top);
}

test.each([
  ["a source", { "app/page.tsx": "another" }],
  ["the lock file", { "package-lock.json": "{ }" }],
  ["a new file", { "proxy.ts": "" }],
])("%s changed: another build", (_, files) => {
  expect(checkout(files)).not.toBe(checkout({}));
});

test.each([
  ["a test", { "app/page.test.tsx": "" }],
  ["a story", { "e2e/inbox.spec.ts": "" }],
  ["a script", { "scripts/start.mjs": "" }],
  ["the manual", { "README.md": "" }],
  ["what was installed", { "node_modules/next/index.js": "" }],
  ["what was built", { ".next/BUILD_ID": "" }],
])("%s changed: the same build", (_, files) => {
  expect(checkout(files)).toBe(checkout({}));
});
