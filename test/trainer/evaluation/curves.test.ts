import { expect, test } from "vitest";
import { auroc } from "../../../trainer/evaluation/auroc.ts";
import { coverageCurve } from "../../../trainer/evaluation/coverage.ts";
import { expectedCalibrationError } from "../../../trainer/evaluation/metrics.ts";
import { calibrationErrorOfChance, reliability } from "../../../trainer/evaluation/reliability.ts";
import { uniforms } from "../calibration/uniforms.ts";

const verdicts = (rows: readonly (readonly [top: number, correct: 0 | 1])[]) => ({
  trueProbability: new Float64Array(rows.length),
  topProbability: Float64Array.from(rows, ([top]) => top),
  correct: Uint8Array.from(rows, ([, correct]) => correct),
});

test("AUROC is the chance that a positive scores higher, ties counting half", () => {
  expect(auroc([3, 4], [1, 2])).toBe(1);
  expect(auroc([1, 2], [3, 4])).toBe(0);
  expect(auroc([1, 3], [2, 4])).toBe(0.25);
  expect(auroc([5, 5, 1], [5, 5])).toBeCloseTo((2 * 2 * 0.5) / 6, 12);
  expect(auroc([], [1])).toBeNaN();
});

test("the accuracy-coverage curve answers the most confident first", () => {
  const { area, points } = coverageCurve(
    verdicts([
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
    expect(coverageCurve(verdicts(some)).points.map(({ accuracy }) => accuracy)).toEqual([
      0.75, 0.75, 0.75, 0.75,
    ]);
  }
});

test("a reliability diagram holds every title once, and its gaps are the calibration error", () => {
  const draw = uniforms(5);
  const some = verdicts(Array.from({ length: 500 }, () => [draw(), draw() < 0.6 ? 1 : 0] as const));
  const bins = reliability(some);
  expect(bins.reduce((sum, { titles }) => sum + titles, 0)).toBe(500);
  const gaps = bins.reduce(
    (sum, { titles, confidence, accuracy }) => sum + titles * Math.abs((confidence ?? 0) - (accuracy ?? 0)),
    0,
  );
  expect(gaps / 500).toBeCloseTo(expectedCalibrationError(some), 12);
});

test("the calibration error of chance is what calibrated probabilities come to on average", () => {
  const draw = uniforms(9);
  const runs = Array.from({ length: 200 }, () =>
    verdicts(
      Array.from({ length: 600 }, () => {
        const top = draw();
        return [top, draw() < top ? 1 : 0] as const;
      }),
    ),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const measured = mean(runs.map((run) => expectedCalibrationError(run)));
  const expected = mean(runs.map((run) => calibrationErrorOfChance(run)));
  expect(Math.abs(measured / expected - 1)).toBeLessThan(0.05);
});
