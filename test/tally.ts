import { readFileSync } from "node:fs";

/** How many tests ended how. */
export type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** A check without a test suite counts as one test. `status`: its exit status, or null. */
export function checkTally(status: number | null): Tally {
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** What is read of the report that vitest's `json` reporter writes. */
type VitestReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
};

/**
 * Counts the tests of a vitest run. A file that could not be loaded counts as one failed test. So
 * does anything else that made the run fail: an error outside of tests, or no report at all.
 *
 * @param report file that the `json` reporter wrote
 * @param status exit status of the run, null if it had none
 */
export function vitestTally(report: string, status: number | null): Tally {
  const found = readReport(report);
  if (found === null) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = found.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = found.numFailedTests + brokenFiles;
  return {
    passed: found.numPassedTests,
    failed: status === 0 ? failed : Math.max(1, failed),
    skipped: found.numPendingTests + found.numTodoTests,
  };
}

function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  } catch {
    return null;
  }
}

/** The sum of tallies. */
export function addUp(tallies: readonly Tally[]): Tally {
  const sum = (count: (tally: Tally) => number) => tallies.reduce((total, tally) => total + count(tally), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  };
}

/** `12 passed, 0 failed`, and `, 1 skipped` when there are any. */
export function tallyLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
