import { expect, test } from "vitest";
import { autoregressiveChains } from "../../trainer/diagnostics/synthetic-chains.ts";
import { correlatedNormal, funnel, illConditionedNormal } from "./analytic.ts";
import { eightSchools } from "./eight-schools.ts";
import { autoregression, kidScores } from "./linear-regression.ts";
import type { NamedTarget } from "./named-target.ts";
import { normalMixture } from "./normal-mixture.ts";

function normals(seed: number, count: number): Float64Array {
  return autoregressiveChains(seed, 1, count)[0] ?? new Float64Array();
}

const series = [...normals(1, 40)];
const targets: [string, NamedTarget][] = [
  ["eight schools", eightSchools({ y: [28, 8, -3, 7, -1], sigma: [15, 10, 16, 11, 9] })],
  ["autoregression", autoregression({ K: 5, y: series })],
  [
    "kid scores",
    kidScores({ kid_score: [65, 98, 85, 83], mom_hs: [1, 0, 1, 0], mom_iq: [1.2, 0.9, 1.1, 0.8] }),
  ],
  ["normal mixture", normalMixture({ y: series.map((value, i) => value + (i % 3 === 0 ? -2 : 2)) })],
  ["ill-conditioned normal", illConditionedNormal(6, 1e4)],
  ["correlated normal", correlatedNormal(6, 0.9)],
  ["funnel", funnel(5)],
];

test.each(targets)("the gradient of %s agrees with finite differences", (_, target) => {
  for (let seed = 0; seed < 20; seed++) {
    const position = normals(100 + seed, target.dimension);
    const gradient = new Float64Array(target.dimension).fill(Number.NaN);
    target.logDensityAndGradient(position, gradient);
    gradient.forEach((slope, i) => {
      const difference = centralDifference(target, position, i);
      expect(Math.abs(slope - difference)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
    });
  }
});

/** Central difference of fourth order along coordinate i. */
function centralDifference(target: NamedTarget, position: Float64Array, i: number): number {
  const h = 1e-3;
  const at = (steps: number) => {
    const moved = position.slice();
    moved[i] = (moved[i] ?? 0) + steps * h;
    return target.logDensityAndGradient(moved, new Float64Array(position.length));
  };
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
}

test("quantities come back in the model's own scale and names", () => {
  const schools = eightSchools({ y: [28, 8], sigma: [15, 10] });
  expect(schools.constrain(Float64Array.of(1, -1, 4, Math.log(3)))).toEqual({
    "theta[1]": expect.closeTo(7),
    "theta[2]": expect.closeTo(1),
    mu: 4,
    tau: expect.closeTo(3),
  });
  expect(normalMixture({ y: [] }).constrain(Float64Array.of(-1, Math.log(3), 0, Math.log(2), 0))).toEqual({
    "mu[1]": -1,
    "mu[2]": expect.closeTo(2),
    "sigma[1]": 1,
    "sigma[2]": expect.closeTo(2),
    theta: 0.5,
  });
  expect(Object.keys(autoregression({ K: 2, y: series }).constrain(new Float64Array(4)))).toEqual([
    "alpha",
    "beta[1]",
    "beta[2]",
    "sigma",
  ]);
});

test("the correlated normal has the stated covariance", () => {
  // Its density at x is that of independent steps, so the log density is -x' P x / 2 with P the
  // inverse of r^|i - j|.
  const target = correlatedNormal(3, 0.5);
  const covariance = [
    [1, 0.5, 0.25],
    [0.5, 1, 0.5],
    [0.25, 0.5, 1],
  ];
  covariance.forEach((column, j) => {
    const gradient = new Float64Array(3);
    target.logDensityAndGradient(Float64Array.from(column), gradient);
    expect([...gradient].map((slope) => -slope)).toEqual(
      [0, 1, 2].map((i) => expect.closeTo(i === j ? 1 : 0)),
    );
  });
});

test("the ill-conditioned normal has the stated condition number", () => {
  const { sd } = illConditionedNormal(250, 1e6);
  expect(sd).toHaveLength(250);
  expect(Math.max(...sd) ** 2 / Math.min(...sd) ** 2).toBeCloseTo(1e6, 3);
});
