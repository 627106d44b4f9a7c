import { expect, test } from "vitest";
import { fitCost, problemSize, stepSeconds } from "../../../bench/cost/fit-cost.ts";
import type { MeasuredSize } from "../../../bench/cost/measured-size.ts";

/** Sizes as a machine would give them that keeps `cached` coefficients near. */
function measured(titles: number, classes: number, cached: number): MeasuredSize {
  const features = 60 * titles ** 0.5 * classes ** 0.1;
  const nonZeros = 30 * titles;
  const columns = 1.4 * classes;
  const far = Math.max(0, Math.min(1, Math.log((features * columns) / cached) / Math.log(3)));
  return {
    ...{ titles, classes, rows: titles, features, leaves: classes, columns, nonZeros },
    secondsPerStep: nonZeros * classes * (1e-9 + far * 0.8e-9) + 3e-9 * features * columns,
    buildSeconds: 2e-7 * nonZeros,
  };
}

const sizes = [2, 5, 10, 20, 50].flatMap((thousand) =>
  [20, 100, 500].map((classes) => [1000 * thousand, classes] as const),
);

test("the costs of a machine are found, its cache included", () => {
  const model = fitCost(sizes.map(([titles, classes]) => measured(titles, classes, 2e6)));
  expect(model.cached).toBeCloseTo(2e6, -3);
  expect(model.step.product * 1e9).toBeCloseTo(1, 6);
  expect(model.step.far * 1e9).toBeCloseTo(0.8, 6);
  expect(model.step.coefficient * 1e9).toBeCloseTo(3, 6);
  expect(model.building * 1e7).toBeCloseTo(2, 9);
  const other = measured(200_000, 890, 2e6);
  const guessed = problemSize(model, other);
  expect(guessed.features / other.features).toBeCloseTo(1, 6);
  expect(guessed.columns).toBeCloseTo(1.4 * 890, 6);
  expect(stepSeconds(model, guessed) / other.secondsPerStep).toBeCloseTo(1, 6);
});

test("a cost that would be negative is left out, also where no size leaves the cache", () => {
  const small = sizes.filter(([titles, classes]) => titles * classes < 1e6);
  const model = fitCost(
    small.map(([titles, classes]) => {
      const size = measured(titles, classes, 1e12);
      return {
        ...size,
        secondsPerStep: 1e-9 * size.nonZeros * classes - 1e-12 * size.features * size.columns,
      };
    }),
  );
  expect(Math.min(...Object.values(model.step))).toBeGreaterThanOrEqual(0);
  expect(model.step.product * 1e9).toBeCloseTo(1, 2);
});
