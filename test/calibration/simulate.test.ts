import { expect, test } from "vitest";
import { densityTarget } from "../../trainer/model/density.ts";
import { parameterLayout } from "../../trainer/model/problem.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import { calibratedPriors } from "./configurations.ts";
import { logDensity } from "./quantities.ts";
import { simulate } from "./simulate.ts";

test.each([
  ["bayes", false],
  ["bayes", true],
  ["original", false],
  ["original", true],
  ["fixed", false],
  ["fixed", true],
] as const)("prior %s, noise %s: the quantity log density, written anew, is the model's", (prior, noise) => {
  const random = seedStream(7, 0);
  const differences = Array.from({ length: 5 }, () => {
    const { problem, truth } = simulate(calibratedPriors[prior], noise, random);
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
});
