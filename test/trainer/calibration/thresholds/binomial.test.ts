import { expect, test } from "vitest";
import { binomialCdf } from "../../../../trainer/calibration/thresholds/binomial.ts";

test("the binomial CDF agrees with sums by hand", () => {
  expect(binomialCdf(0, 22, 0.1)).toBeCloseTo(0.9 ** 22, 14);
  expect(binomialCdf(1, 3, 0.5)).toBeCloseTo(0.5, 14);
  expect(binomialCdf(3, 3, 0.2)).toBe(1);
  // From exact fractions.
  expect(binomialCdf(95, 1000, 0.1)).toBeCloseTo(0.32155407664561, 10);
});
