import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { addUp, checkTally, tallyLine, vitestTally } from "./tally.ts";

const folder = mkdtempSync(join(tmpdir(), "hedge-tally-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A report such as vitest writes, in a file. */
function report(counts: { passed: number; failed: number; pending?: number; brokenFiles?: number }): string {
  const file = join(folder, "report.json");
  const broken = { status: "failed", assertionResults: [] };
  writeFileSync(
    file,
    JSON.stringify({
      numPassedTests: counts.passed,
      numFailedTests: counts.failed,
      numPendingTests: counts.pending ?? 0,
      numTodoTests: 0,
      testResults: [
        { status: counts.failed > 0 ? "failed" : "passed", assertionResults: [{ status: "passed" }] },
        ...Array.from({ length: counts.brokenFiles ?? 0 }, () => broken),
      ],
    }),
  );
  return file;
}

describe("counting the tests of a vitest run", () => {
  test("takes its numbers from the report", () => {
    expect(vitestTally(report({ passed: 7, failed: 0, pending: 2 }), 0)).toEqual({
      passed: 7,
      failed: 0,
      skipped: 2,
    });
  });

  test("counts every failed test, once", () => {
    expect(vitestTally(report({ passed: 7, failed: 3 }), 1).failed).toBe(3);
  });

  test("counts a file that could not be loaded as a failed test", () => {
    expect(vitestTally(report({ passed: 7, failed: 1, brokenFiles: 2 }), 1).failed).toBe(3);
  });

  test.each([1, null])("is a failure when the run ended with status %s and no test failed", (status) => {
    expect(vitestTally(report({ passed: 7, failed: 0 }), status)).toEqual({
      passed: 7,
      failed: 1,
      skipped: 0,
    });
  });

  test("is a failure when there is no report, whatever the status", () => {
    expect(vitestTally(join(folder, "none.json"), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe("the last line", () => {
  test("adds up suites and checks", () => {
    const total = addUp([
      checkTally(0),
      checkTally(2),
      checkTally(null),
      { passed: 10, failed: 1, skipped: 0 },
    ]);
    expect(tallyLine(total)).toBe("11 passed, 3 failed");
  });

  test("mentions skipped tests when there are any", () => {
    expect(tallyLine({ passed: 3, failed: 0, skipped: 1 })).toBe("3 passed, 0 failed, 1 skipped");
  });
});
