import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { completePackages, missingFromLock } from "./complete-lock.mjs";
import { root } from "./paths.mjs";

const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));

test("no platform's packages are missing from the lock file", () => {
  expect(missingFromLock(lock.packages)).toEqual([]); // else: node scripts/lib/complete-lock.mjs
});

test("the lock file names no registry", () => {
  const resolved = Object.entries<{ resolved?: string }>(lock.packages).filter(([, entry]) => entry.resolved);
  expect(resolved.map(([place]) => place)).toEqual([]);
});

test("there is exactly one @auth/core", () => {
  expect(Object.keys(lock.packages).filter((place) => place.endsWith("node_modules/@auth/core"))).toHaveLength(1);
});

test("a missing one is added for the platform its name tells of", () => {
  const packages = {
    "": {},
    "node_modules/tool": {
      version: "1.2.3",
      dev: true,
      optionalDependencies: { "@tool/linux-x64-musl": "1.2.3", "@tool/win32-arm64-msvc": "1.2.3" },
    },
    "node_modules/zebra": { version: "1.0.0" },
  };
  expect(missingFromLock(packages)).toHaveLength(2);
  const whole = completePackages(packages);
  expect(Object.keys(whole)).toEqual(Object.keys(whole).sort());
  expect(whole["node_modules/@tool/linux-x64-musl"]).toEqual({
    version: "1.2.3",
    os: ["linux"],
    cpu: ["x64"],
    libc: ["musl"],
    dev: true,
    optional: true,
  });
  expect(whole["node_modules/@tool/win32-arm64-msvc"]).toMatchObject({ os: ["win32"], cpu: ["arm64"] });
  expect(missingFromLock(whole)).toEqual([]);
});

test("a package that another version is in the way of goes below its user", () => {
  const packages = {
    "": {},
    "node_modules/a": { version: "2.0.0", optionalDependencies: { "@a/darwin-x64": "2.0.0" } },
    "node_modules/@a/darwin-x64": { version: "1.0.0" },
  };
  expect(completePackages(packages)["node_modules/a/node_modules/@a/darwin-x64"]).toMatchObject({ version: "2.0.0" });
});
