import { expect, test } from "vitest";
import { describeRows } from "../../../trainer/data/describe-rows.ts";

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
