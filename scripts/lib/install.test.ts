import { expect, test } from "vitest";
import { holdsAll, installMark } from "./install.mjs";

const here = { platform: "linux", arch: "x64", version: "v20.19.0" } as unknown as NodeJS.Process;

test.each([
  ["another lock file", "lock 2", {}],
  ["another system", "lock", { platform: "darwin" }],
  ["another processor", "lock", { arch: "arm64" }],
  ["another Node", "lock", { version: "v20.20.0" }],
])("%s is installed anew", (_, lock, difference) => {
  expect(installMark(lock, { ...here, ...difference } as NodeJS.Process)).not.toBe(installMark("lock", here));
});

const wanted = {
  "": {},
  "node_modules/next": { version: "16.0.0" },
  "node_modules/@next/swc-linux-x64-gnu": {
    version: "16.0.0",
    optional: true,
    os: ["linux"],
    cpu: ["x64"],
    libc: ["glibc"],
  },
  "node_modules/@next/swc-linux-x64-musl": {
    version: "16.0.0",
    optional: true,
    os: ["linux"],
    cpu: ["x64"],
    libc: ["musl"],
  },
  "node_modules/@next/swc-win32-x64-msvc": { version: "16.0.0", optional: true, os: ["win32"], cpu: ["x64"] },
};
const next = { version: "16.0.0" };

test.each([
  [
    "what is for another system may be absent",
    { "node_modules/next": next, "node_modules/@next/swc-linux-x64-gnu": next },
    true,
  ],
  ["a part for this one may not", { "node_modules/next": next }, false],
  ["nor may a package", { "node_modules/@next/swc-linux-x64-gnu": next }, false],
  [
    "another version is another package",
    { "node_modules/next": { version: "15.0.0" }, "node_modules/@next/swc-linux-x64-gnu": next },
    false,
  ],
])("%s", (_, installed, all) => {
  expect(holdsAll(wanted, installed, here)).toBe(all);
});
