import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../testing/temp-folder";
import { playwrightTally, sum, vitestTally } from "./tally.mjs";

const report = (content: unknown) => {
  const file = path.join(tempFolder(), "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
};
const clean = { numPassedTests: 5, numFailedTests: 0, testResults: [] };

test.each([
  ["all well", clean, 0, { passed: 5, failed: 0 }],
  ["a failure", { ...clean, numFailedTests: 2 }, 1, { passed: 5, failed: 2 }],
  [
    "a file that cannot be read",
    { ...clean, testResults: [{ status: "failed", assertionResults: [] }] },
    1,
    { passed: 5, failed: 1 },
  ],
  ["an error outside of any test", clean, 1, { passed: 5, failed: 1 }],
])("unit tests: %s", (_, content, code, tally) => {
  expect(vitestTally(report(content), code)).toEqual(tally);
});

test.each([
  ["all well", { expected: 3, unexpected: 0, flaky: 0 }, 0, { passed: 3, failed: 0 }],
  ["a failure", { expected: 2, unexpected: 1, flaky: 0 }, 1, { passed: 2, failed: 1 }],
  ["a server that did not start", { expected: 0, unexpected: 0, flaky: 0 }, 1, { passed: 0, failed: 1 }],
])("stories: %s", (_, stats, code, tally) => {
  expect(playwrightTally(report({ stats }), code)).toEqual(tally);
});

test("no report is a failure", () => {
  expect(sum([vitestTally("/nowhere", 0), playwrightTally("/nowhere", 0)])).toEqual({ passed: 0, failed: 2 });
});
