import { beforeAll, describe, expect, test } from "vitest";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { loadKernel } from "../../../trainer/kernel/load.ts";
import { densityTarget } from "../../../trainer/model/density.ts";
import { evaluate, expectClose } from "../model/gradients.ts";
import { type ProblemShape, randomParameters, randomProblem, trees } from "../model/problems.ts";
import { openKernel, variants } from "./open-kernel.ts";

beforeAll(ensureKernel, 120_000);

test("the engine of this Node takes the relaxed variant by itself", () => {
  expect(loadKernel().variant).toBe("relaxed");
});

test("a model that needs more memory than there can be is refused with the way out", () => {
  const { allocate } = loadKernel();
  expect(() => allocate(5e9)).toThrow(/more than the 4 GB of memory .*--form factorised/);
});

describe.each(variants)(
  "the %s kernel agrees with the density to 1e-4 in value and every component",
  (variant) => {
    const check = (shape: ProblemShape) => {
      const problem = randomProblem(shape);
      const { density } = openKernel(variant, problem);
      const target = densityTarget(problem);
      for (const seed of [1, 2, 3]) {
        const position = randomParameters(problem, seed);
        const found = density(position);
        const exact = evaluate(target, position);
        expectClose([found.value], [exact.value], 1e-4, 1);
        expectClose(found.gradient, exact.gradient, 1e-4, 0.1);
      }
    };

    test.each(Object.keys(trees) as (keyof typeof trees)[])("%s", (name) => check({ tree: trees[name] }));
    test.each(Object.keys(trees) as (keyof typeof trees)[])("%s, with noise", (name) =>
      check({ tree: trees[name], noise: true }),
    );
    test("all scales fixed, so that there is no head", () =>
      check({ tree: trees["depth 3"], priors: [{ kind: "fixed", value: 1.3 }] }));
    test("all scales learned, more of them than lanes", () =>
      check({
        tree: trees["depth 2, 5 parents of 1 to 4 leaves"],
        priors: [
          { kind: "half-normal", scale: 1 },
          { kind: "inverse-gamma", shape: 2, rate: 1 },
        ],
      }));
    test("a likelihood to the power of 0.4", () => check({ tree: trees["depth 3"], likelihoodPower: 0.4 }));
    test("a single row with the intercept alone", () =>
      check({ tree: trees["depth 3"], rows: 1, features: 1 }));
    test("features that no row has", () => check({ tree: trees["depth 3"], rows: 1, features: 6 }));
    test("more rows and features than any block holds", { timeout: 30_000 }, () =>
      check({ tree: trees["depth 2, 5 parents of 1 to 4 leaves"], rows: 700, features: 150 }),
    );
  },
);

describe.each(variants)("the %s kernel where numbers are extreme", (variant) => {
  const problem = randomProblem({ tree: trees["depth 2, 2 + 3 leaves"] });

  test("logits of hundreds neither overflow nor lose the gradient", () => {
    const { density } = openKernel(variant, problem);
    const position = randomParameters(problem, 3).map((value) => Math.fround(50 * value));
    for (let k = 0; k < 2; k++) position[k] = 1;
    const found = density(position);
    const exact = evaluate(densityTarget(problem), position);
    expect(Math.max(...position.map(Math.abs))).toBeGreaterThan(80);
    expectClose([found.value], [exact.value], 1e-4, 1);
    expectClose(found.gradient, exact.gradient, 1e-4, 1);
  });

  test("a scale out of all bounds is not finite, so that the sampler can tell", () => {
    const { mechanics, put } = openKernel(variant, problem);
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    const position = randomParameters(problem, 3);
    position[0] = 500;
    put(q, position);
    const value = mechanics.evaluate(q, gradient);
    expect(Number.isFinite(value) && Number.isFinite(mechanics.squaredLength(gradient))).toBe(false);
  });
});
