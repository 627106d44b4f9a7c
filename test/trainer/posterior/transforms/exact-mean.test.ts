import { expect, test } from "vitest";
import type { PosteriorDraws } from "../../../../trainer/chains/posterior-draws.ts";
import { withExactMean } from "../../../../trainer/posterior/transforms/exact-mean.ts";

/** One coefficient, whose draws are these; its scale is 1, 2, ... */
const drawsOf = (values: readonly number[]): PosteriorDraws => ({
  ...{ count: values.length, features: 1, columns: 1, groups: 1 },
  read: (draw, coefficients, scales) => {
    coefficients[0] = values[draw] ?? Number.NaN;
    scales[0] = draw + 1;
  },
});

function readAll(draws: PosteriorDraws): { coefficients: number[]; scales: number[] } {
  const [coefficient, scale] = [new Float32Array(1), new Float32Array(1)];
  const read = Array.from({ length: draws.count }, (_, draw) => {
    draws.read(draw, coefficient, scale);
    return [coefficient[0] ?? 0, scale[0] ?? 0] as const;
  });
  return { coefficients: read.map(([one]) => one), scales: read.map(([, one]) => one) };
}

test("the kept draws have the mean of all, and the variance that is unbiased", () => {
  const { coefficients, scales } = readAll(withExactMean(drawsOf([1, 2, 6]), [10]));
  const mean = coefficients.reduce((sum, one) => sum + one, 0) / 3;
  expect(mean).toBeCloseTo(10, 5);
  // Divided by K, the deviations give what those of 1, 2 and 6 give divided by K - 1.
  const variance = coefficients.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 3;
  expect(variance).toBeCloseTo((4 + 1 + 9) / 2, 4);
  expect(scales).toEqual([1, 2, 3]);
});

test("a single draw becomes the mean", () => {
  expect(readAll(withExactMean(drawsOf([3]), [7])).coefficients).toEqual([7]);
});
