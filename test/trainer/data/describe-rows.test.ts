import { expect, test } from "vitest";
import { HedgeError } from "../../../shared/errors.ts";
import { checkBadRows, describeRows } from "../../../trainer/data/describe-rows.ts";

test("says how many duplicates went and which rows were skipped, by file and reason", () => {
  const skipped = [
    { file: "a.csv", row: 2, reason: "no title" },
    { file: "a.csv", row: 5, reason: "no child" },
    { file: "a.csv", row: 9, reason: "no title" },
    { file: "b.csv", row: 1, reason: "no title" },
  ];
  expect(describeRows({ duplicatesDropped: 3, skipped })).toEqual([
    "3 rows dropped: same title and same path as an earlier row",
    "a.csv: 2 rows skipped (no title): lines 2, 9",
    "a.csv: 1 row skipped (no child): line 5",
    "b.csv: 1 row skipped (no title): line 1",
  ]);
});

test("counts what would be too long to list", () => {
  const skipped = Array.from({ length: 25 }, (_, k) => ({ file: "a.csv", row: k + 1, reason: "no title" }));
  expect(describeRows({ duplicatesDropped: 0, skipped })).toEqual([
    expect.stringMatching(/^a\.csv: 25 rows skipped \(no title\): lines 1, 2, .*, 20 and 5 more$/),
  ]);
});

test("without duplicates and skipped rows there are no lines", () => {
  expect(describeRows({ duplicatesDropped: 0, skipped: [] })).toEqual([]);
});

const bad = (count: number, more = {}) =>
  Array.from({ length: count }, (_, k) => ({ file: "a.csv", row: k + 2, reason: "no parent", ...more }));

test("a tenth of the rows may be lost, or what is allowed", () => {
  expect(() => checkBadRows(90, bad(10))).not.toThrow();
  expect(() => checkBadRows(89, bad(11))).toThrow(/^11 of 100 rows cannot be used/);
  expect(() => checkBadRows(89, bad(11), 0.2)).not.toThrow();
  expect(() => checkBadRows(89, bad(11), 11)).not.toThrow();
  expect(() => checkBadRows(89, bad(11), 10)).toThrow(HedgeError);
  expect(() => checkBadRows(1000, bad(1), 0)).toThrow(/^1 of 1001 rows/);
});

test("rows that went with another count, and a second header does not", () => {
  expect(() => checkBadRows(90, bad(1, { count: 11 }))).toThrow(/^11 of 101 rows/);
  expect(() => checkBadRows(5, bad(20, { harmless: true }))).not.toThrow();
});

test("the commonest reason is named, with the option that may read such rows", () => {
  const skipped = [...bad(3), { file: "a.csv", row: 9, reason: "no title", advice: "--title name" }];
  expect(() => checkBadRows(6, skipped)).toThrow(
    'mostly for "no parent" (a.csv, line 2 and 2 more lines); try --title name, or mend them, or let them go with --max-bad-rows 4.',
  );
});
