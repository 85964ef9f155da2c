import { expect, test } from "vitest";
import { checkNode, nodeWillDo } from "./node-version.mjs";

test.each([
  ["18.20.4", false],
  ["20.18.3", false],
  ["20.19.0", true],
  ["21.7.3", false],
  ["22.11.0", false],
  ["22.12.0", true],
  ["23.0.0", true],
  ["24.9.0", true],
])("Node %s: %s", (version, willDo) => {
  expect(nodeWillDo(version)).toBe(willDo);
});

test("an old one is told what is needed", () => {
  expect(() => checkNode("18.20.4")).toThrow("This is Node 18.20.4.");
});
