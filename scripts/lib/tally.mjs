import { existsSync, readFileSync } from "node:fs";

/** @typedef {{ passed: number, failed: number }} Tally */

/** A step that either works or does not. @returns {Tally} */
export const one = (worked) => ({ passed: worked ? 1 : 0, failed: worked ? 0 : 1 });

/**
 * What vitest's JSON report counts. A file that could not be read, or a process that failed although every test
 * passed, is a failure as well.
 * @returns {Tally}
 */
export function vitestTally(file, code) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
  const unread = testResults.filter(
    (result) => result.status === "failed" && result.assertionResults.length === 0,
  ).length;
  const failed = numFailedTests + unread;
  return { passed: numPassedTests, failed: failed || (code === 0 ? 0 : 1) };
}

/** What Playwright's JSON report counts. @returns {Tally} */
export function playwrightTally(file, code) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { stats } = JSON.parse(readFileSync(file, "utf8"));
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected || (code === 0 ? 0 : 1) };
}

/** @param {Tally[]} tallies @returns {Tally} */
export const sum = (tallies) =>
  tallies.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), { passed: 0, failed: 0 });
