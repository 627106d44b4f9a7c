import { expect, test } from "vitest";
import { coverageCurve } from "../../../trainer/evaluation/accuracy-coverage.ts";
import { topPredictions } from "./top-predictions.ts";

test("the accuracy-coverage curve answers the most confident first", () => {
  const { area, points } = coverageCurve(
    topPredictions([
      [0.2, 0],
      [0.9, 1],
      [0.5, 1],
      [0.4, 0],
    ]),
  );
  expect(points.map(({ coverage }) => coverage)).toEqual([0.25, 0.5, 0.75, 1]);
  expect(points.map(({ accuracy }) => accuracy)).toEqual([1, 1, 2 / 3, 0.5]);
  expect(area).toBeCloseTo((1 + 1 + 2 / 3 + 0.5) / 4, 12);
});

test("equal confidence is taken together, whatever the order of the rows", () => {
  const rows = [
    [0.7, 0],
    [0.7, 1],
    [0.7, 1],
    [0.7, 1],
  ] as const;
  for (const some of [rows, rows.toReversed()]) {
    expect(coverageCurve(topPredictions(some)).points.map(({ accuracy }) => accuracy)).toEqual([
      0.75, 0.75, 0.75, 0.75,
    ]);
  }
});
