import { expect, test } from "vitest";
import { densityTarget } from "../../trainer/model/density.ts";
import { parameterLayout } from "../../trainer/model/problem.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import { calibratedPriors } from "./configurations.ts";
import { logDensity, logLikelihood } from "./quantities.ts";
import { drawLabel, rowLogits, simulate } from "./simulate.ts";

test.each([
  ["bayes", false, 1],
  ["bayes", true, 1],
  ["original", false, 1],
  ["original", true, 1],
  ["fixed", false, 1],
  ["fixed", true, 1],
  ["level", false, 2.5],
  ["level", true, 100],
] as const)(
  "prior %s, noise %s, power %d: the quantity log density, written anew, is the model's",
  (prior, noise, power) => {
    const random = seedStream(7, 0);
    const differences = Array.from({ length: 5 }, () => {
      const { problem, truth } = simulate(calibratedPriors[prior], noise, random, power);
      const free = parameterLayout(problem).freeGroups.map((group) => Math.log(truth.scales[group] ?? 0));
      const position = Float64Array.from([
        ...free,
        ...Array.from(truth.standardised),
        ...Array.from(truth.noise),
      ]);
      const gradient = new Float64Array(position.length);
      return densityTarget(problem).logDensityAndGradient(position, gradient) - logDensity(problem, truth);
    });
    for (const difference of differences) expect(difference).toBeCloseTo(0, 8);
  },
);

/** Mean over data sets of sum_i ln p(y_i | truth). */
function labelsOf(power: number, sets: number) {
  const random = seedStream(8, 0);
  const fits = Array.from({ length: sets }, () => {
    const { problem, truth } = simulate(calibratedPriors.level, false, random, power);
    return logLikelihood(problem, truth);
  });
  return fits.reduce((sum, fit) => sum + fit, 0) / sets;
}

test("labels to the power 2 are distributed as two equal label vectors", () => {
  // The slow way to the same distribution: draws of the plain model until two label vectors are
  // equal.
  const random = seedStream(9, 0);
  const fits: number[] = [];
  while (fits.length < 200) {
    const { problem, truth } = simulate(calibratedPriors.level, false, random);
    const { design, tree, labels } = problem;
    const again = labels.map((_, i) => drawLabel(rowLogits(design, i, tree, truth), random));
    if (again.every((label, i) => label === labels[i])) fits.push(logLikelihood(problem, truth));
  }
  const mean = fits.reduce((sum, fit) => sum + fit, 0) / fits.length;
  const sd = Math.sqrt(fits.reduce((sum, fit) => sum + (fit - mean) ** 2, 0) / fits.length);
  // Both means have a standard error of sd / sqrt(200); four of their difference's (a false alarm
  // of 6e-5, the seeds are fixed).
  expect(Math.abs(labelsOf(2, 200) - mean)).toBeLessThan(4 * sd * Math.sqrt(2 / 200));
  // The plain model's labels fit far worse.
  expect(Math.abs(labelsOf(1, 200) - mean)).toBeGreaterThan(10 * sd * Math.sqrt(2 / 200));
});
