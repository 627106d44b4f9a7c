import { expect, test } from "vitest";
import { fitLogistic } from "../../../../trainer/calibration/maps/logistic-regression.ts";
import { uniforms } from "../../../fixtures/uniforms.ts";

test("finds the coefficients that made the outcomes", () => {
  const draw = uniforms(3);
  const observations = Array.from({ length: 20_000 }, () => {
    const features = [1, 4 * draw() - 2, 4 * draw() - 2];
    const x = 0.5 + 1.5 * (features[1] ?? 0) - (features[2] ?? 0);
    return { features, outcome: Number(draw() < 1 / (1 + Math.exp(-x))), weight: 1 };
  });
  const found = fitLogistic(observations, [0, 1, 0]);
  // Standard errors are about 0.02.
  [0.5, 1.5, -1].forEach((expected, k) => {
    expect(Math.abs((found[k] ?? 0) - expected)).toBeLessThan(0.08);
  });
});

test("stays at the prior's centre without observations, and finite where outcomes are separable", () => {
  expect(fitLogistic([], [0, 1])).toEqual([0, 1]);
  const separable = [-2, -1, 1, 2].map((x) => ({ features: [1, x], outcome: Number(x > 0), weight: 1 }));
  const found = fitLogistic(separable, [0, 1]);
  expect(found[0]).toBeCloseTo(0, 8);
  expect(found[1]).toBeGreaterThan(1);
  expect(found[1]).toBeLessThan(3);
});

test("a weight counts like repeats", () => {
  const one = { features: [1, 0.3], outcome: 1, weight: 3 };
  const single = { ...one, weight: 1 };
  const other = { features: [1, -1], outcome: 0, weight: 1 };
  const [weighted, repeated] = [
    fitLogistic([one, other], [0, 1]),
    fitLogistic([single, single, single, other], [0, 1]),
  ];
  weighted.forEach((value, k) => {
    expect(value).toBeCloseTo(repeated[k] ?? Number.NaN, 8);
  });
});
