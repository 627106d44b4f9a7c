import { expect, test } from "vitest";
import { normalQuantile } from "../../../shared/numerics/normal-quantile.ts";
import { betaDistribution, betaQuantile } from "../../../trainer/diagnostics/beta-quantile.ts";

// From SciPy 1.17.1, scipy.stats.norm.ppf.
test.each([
  [1e-300, -37.0470962993612],
  [1e-12, -7.034483825301131],
  [0.001, -3.090232306167813],
  [0.07, -1.4757910281791706],
  [0.3, -0.5244005127080409],
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.999999, 4.753424308817087],
])("the normal quantile of %f is %f", (probability, expected) => {
  expect(Math.abs(normalQuantile(probability) - expected)).toBeLessThanOrEqual(1e-14 * Math.abs(expected));
});

test("the normal quantile is infinite at the ends and undefined beyond", () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  expect(normalQuantile(1.1)).toBeNaN();
  expect(normalQuantile(Number.NaN)).toBeNaN();
});

// From SciPy 1.17.1, scipy.stats.beta.ppf.
test.each([
  [0.1586553, 1, 1, 0.1586553],
  [0.1586553, 2.5, 7, 0.12477516147956927],
  [0.8413447, 21, 381, 0.06326354841701735],
  [0.8413447, 500.5, 9501.25, 0.05222073638533619],
  [0.5, 40000, 3, 0.9999331523977801],
  [0.1586553, 1, 300, 0.0005756803450453531],
])("the quantile %f of Beta(%f, %f) is %f", (probability, a, b, expected) => {
  expect(Math.abs(betaQuantile(probability, a, b) / expected - 1)).toBeLessThan(1e-10);
});

test("Beta(2, 1) has the distribution function x^2", () => {
  for (const x of [-1, 0, 0.1, 0.5, 0.9, 1, 2]) {
    expect(betaDistribution(x, 2, 1)).toBeCloseTo(Math.min(Math.max(x, 0), 1) ** 2, 14);
  }
});

test("the quantile of a beta distribution with undefined shape is undefined", () => {
  expect(betaQuantile(0.5, Number.NaN, 1)).toBeNaN();
  expect(betaQuantile(0.5, Number.POSITIVE_INFINITY, 1)).toBeNaN();
});
