import { beforeAll, describe, expect, test } from "vitest";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { densityTarget } from "../../../trainer/model/density.ts";
import { hamiltonianTrajectory } from "../../../trainer/nuts/trajectory.ts";
import { evaluate, expectClose } from "../model/gradients.ts";
import { randomParameters, randomProblem, trees } from "../model/problems.ts";
import {
  expectReversible,
  expectSecondOrder,
  expectVolumeKept,
  integrate,
  pointAt,
} from "../nuts/integrator-laws.ts";
import { openAdapted, problem } from "./adapted-kernel.ts";
import { openKernel, variants } from "./open-kernel.ts";
import { type PhaseState, splitStep } from "./split-oracle.ts";

beforeAll(ensureKernel, 120_000);

const noisy = randomProblem({ tree: trees["uneven depth"], noise: true });

describe.each(variants)("the integrator of the %s kernel", (variant) => {
  test.each([
    ["without noise", problem],
    ["with noise", noisy],
  ])("steps as the integrator in double precision does, %s, to float32's accuracy", (_, each) => {
    const kernel = openKernel(variant, each);
    const [q, p] = [randomParameters(each, 7), randomParameters(each, 8)];
    const target = densityTarget(each);
    for (const [step, steps, accuracy] of [
      [0.2, 1, 1e-5],
      [-0.2, 1, 1e-5],
      [0.1, 20, 1e-4],
    ] as const) {
      const found = integrate(kernel, pointAt(kernel, q, p), step, steps);
      let exact: PhaseState = { q, p };
      for (let k = 0; k < steps; k++) exact = splitStep(each, exact, step);
      expectClose(kernel.get(found.q), exact.q, accuracy, 1);
      expectClose(kernel.get(found.momentum), exact.p, accuracy, 1);
      const { value, gradient } = evaluate(target, exact.q);
      const slope = new Float64Array(kernel.mechanics.dimension);
      kernel.mechanics.readGradient(found, slope);
      expectClose(slope, gradient, 10 * accuracy, 1);
      const kinetic = exact.p.reduce((sum, momentum) => sum + momentum * momentum, 0) / 2;
      expectClose([found.logDensity, found.kinetic], [value, kinetic], accuracy, 1);
    }
  });

  test("turns a coordinate without data by the exact angle, however long the step", () => {
    // Likelihood to the power of 0 and fixed scales: the prior alone moves.
    const priorOnly = randomProblem({
      tree: trees["depth 2, 2 + 3 leaves"],
      likelihoodPower: 0,
      priors: [{ kind: "fixed", value: 1 }],
    });
    const kernel = openKernel(variant, priorOnly);
    const [q, p] = [randomParameters(priorOnly, 7), randomParameters(priorOnly, 8)];
    const start = pointAt(kernel, q, p);
    for (const step of [0.3, 2, -5]) {
      const end = integrate(kernel, start, step, 1);
      expectClose(
        kernel.get(end.q),
        q.map((x, k) => x * Math.cos(step) + (p[k] ?? 0) * Math.sin(step)),
        1e-5,
        1,
      );
      expect(end.kinetic - end.logDensity).toBeCloseTo(start.kinetic - start.logDensity, 3);
    }
  });

  test.each([
    ["the first metric", openKernel],
    ["an adapted metric", openAdapted],
  ])("with %s: forwards and then backwards leads back", (_, open) => {
    const kernel = open(variant, problem);
    const start = pointAt(kernel, randomParameters(problem, 7), randomParameters(problem, 8));
    expectReversible(kernel, start, 0.1, 2e-4);
  });

  test.each([
    ["the first metric", openKernel],
    ["an adapted metric", openAdapted],
  ])("with %s: volume is kept", (_, open) => {
    const tiny = randomProblem({ tree: trees["depth 2, 2 + 3 leaves"], rows: 9, features: 1, seed: 4 });
    const kernel = open(variant, tiny);
    const [q, p] = [[...randomParameters(tiny, 7)], [...randomParameters(tiny, 8)]];
    expectVolumeKept(kernel, q, p, 0.3, 0.01, 5e-3);
  });

  test.each([
    ["the first metric", openKernel, 32],
    ["an adapted metric", openAdapted, 16],
  ])("with %s: the energy error is of second order in the step", (_, open, steps) => {
    const kernel = open(variant, problem);
    const start = pointAt(kernel, randomParameters(problem, 7), randomParameters(problem, 8));
    expectSecondOrder(kernel, start, 1.6, steps);
  });

  test("a step that is too large diverges", () => {
    const open = openKernel(variant, problem);
    const origin = pointAt(open, randomParameters(problem, 7), randomParameters(problem, 8));
    const step = (size: number) => {
      const trajectory = hamiltonianTrajectory(open.mechanics, origin, size);
      return trajectory.isDivergent(trajectory.step(origin, 1));
    };
    expect(step(100)).toBe(true);
    expect(step(0.01)).toBe(false);
  });
});
