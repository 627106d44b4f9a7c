import { describe, expect, test } from "vitest";
import { densityTarget } from "../../../trainer/model/density.ts";
import { fisherPrecisions } from "../../../trainer/model/fisher-metric.ts";
import { parameterLayout } from "../../../trainer/model/problem.ts";
import { evaluate } from "./gradients.ts";
import { randomParameters, randomProblem, trees } from "./problems.ts";

describe.each(Object.entries(trees))("Fisher precisions, %s", (_, tree) => {
  test.each([
    ["power 1", { likelihoodPower: 1 }],
    ["power 100 with noise", { likelihoodPower: 100, noise: true }],
  ])("are the curvatures of the log density, which labels have no part in: %s", (_, options) => {
    const problem = randomProblem({ tree, ...options });
    const { coefficientStart, noiseStart } = parameterLayout(problem);
    const target = densityTarget(problem);
    const at = randomParameters(problem, 3);
    const precisions = fisherPrecisions(problem, at);
    expect(precisions).toHaveLength(noiseStart - coefficientStart);
    const step = 1e-4;
    precisions.forEach((precision, k) => {
      const slopeAt = (shift: number) => {
        const moved = at.slice();
        moved[coefficientStart + k] = (moved[coefficientStart + k] ?? 0) + shift;
        return evaluate(target, moved).gradient[coefficientStart + k] ?? Number.NaN;
      };
      const curvature = (slopeAt(-step) - slopeAt(step)) / (2 * step);
      expect(precision / curvature).toBeCloseTo(1, 4);
    });
  });
});
