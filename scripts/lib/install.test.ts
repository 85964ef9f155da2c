import { expect, test } from "vitest";
import { installMark } from "./install.mjs";

const here = { platform: "linux", arch: "x64", version: "v20.19.0" } as unknown as NodeJS.Process;

test.each([
  ["another lock file", "lock 2", {}],
  ["another system", "lock", { platform: "darwin" }],
  ["another processor", "lock", { arch: "arm64" }],
  ["another Node", "lock", { version: "v20.20.0" }],
])("%s is installed anew", (_, lock, difference) => {
  expect(installMark(lock, { ...here, ...difference } as NodeJS.Process)).not.toBe(installMark("lock", here));
});
