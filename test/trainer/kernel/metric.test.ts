import { beforeAll, describe, expect, test } from "vitest";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { densityTarget } from "../../../trainer/model/density.ts";
import { fisherPrecisions } from "../../../trainer/model/fisher-metric.ts";
import { parameterLayout } from "../../../trainer/model/problem.ts";
import { evaluate } from "../model/gradients.ts";
import { randomParameters, randomProblem, trees } from "../model/problems.ts";
import { pointAt } from "../nuts/integrator-laws.ts";
import { inverseMasses, openAdapted, problem } from "./adapted-kernel.ts";
import { openKernel, variants } from "./open-kernel.ts";

beforeAll(ensureKernel, 120_000);

describe.each(variants)("the metric of the %s kernel", (variant) => {
  test("is the identity at first", () => {
    expect(new Set(inverseMasses(openKernel(variant, problem)))).toEqual(new Set([1]));
  });

  test("where scales are learned is the Fisher precisions to the power -0.6 after a window, and four times nuts-rs's ratio for scales", () => {
    const found = inverseMasses(openAdapted(variant, problem));
    const { coefficientStart } = parameterLayout(problem);
    const precisions = fisherPrecisions(problem, randomParameters(problem, 29).map(Math.fround));
    expect(Math.max(...precisions)).toBeGreaterThan(5);
    // A level is 2^(1/12) wide: the nearest is half of that off at most.
    precisions.forEach((precision, k) => {
      expect(Math.abs(Math.log2((found[coefficientStart + k] ?? 0) * precision ** 0.6))).toBeLessThan(
        0.51 / 12,
      );
    });
    const seen = Array.from({ length: 30 }, (_, seed) => randomParameters(problem, seed));
    const slopes = seen.map((at) => evaluate(densityTarget(problem), at).gradient);
    for (let f = 0; f < coefficientStart; f++) {
      const squares = (values: readonly number[]) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      };
      const column = (of: readonly Float64Array[]) => of.map((each) => each[f] ?? Number.NaN);
      const ratio = 4 * Math.sqrt(squares(column(seen)) / squares(column(slopes)));
      expect((found[f] ?? 0) / ratio).toBeCloseTo(1, 4);
    }
  });

  test("with fixed scales every coefficient has its own precision", () => {
    const fixed = randomProblem({
      tree: trees["uneven depth"],
      priors: [{ kind: "fixed", value: 3 }],
      noise: true,
    });
    const kernel = openKernel(variant, fixed);
    kernel.mechanics.updateMetric(pointAt(kernel, randomParameters(fixed, 7), randomParameters(fixed, 8)));
    const precisions = fisherPrecisions(fixed, randomParameters(fixed, 7).map(Math.fround));
    expect(Math.max(...precisions)).toBeGreaterThan(5);
    inverseMasses(kernel, fixed).forEach((mass, k) => {
      // Noise, behind the coefficients, keeps 1.
      expect(Math.abs(Math.log2(mass * (precisions[k] ?? 1)))).toBeLessThan(0.51 / 12);
    });
  });
});
