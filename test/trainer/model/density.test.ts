import { describe, expect, test } from "vitest";
import { densityTarget } from "../../../trainer/model/density.ts";
import { type Problem, parameterLayout } from "../../../trainer/model/problem.ts";
import type { ScalePrior } from "../../../trainer/model/scale-prior.ts";
import { evaluate, expectClose, finiteDifferences } from "./gradients.ts";
import { type ProblemShape, randomParameters, randomProblem, trees } from "./problems.ts";

const priors: Readonly<Record<string, readonly ScalePrior[]>> = {
  "half-normal": [{ kind: "half-normal", scale: 2 }],
  "inverse-gamma": [{ kind: "inverse-gamma", shape: 2, rate: 1 }],
  "all fixed": [{ kind: "fixed", value: 1.3 }],
};

describe("the log density", () => {
  test("of one title and three classes, worked out by hand", () => {
    // Parameters: u = ln sigma; z for each of three leaves, for the intercept alone. beta = sigma
    // z; the label is leaf `label`.
    const problem = randomProblem({
      tree: trees["depth 1, 3 leaves"],
      rows: 1,
      features: 1,
      priors: [{ kind: "half-normal", scale: 2 }],
    });
    const label = problem.labels[0] ?? 0;
    const u = 0.3;
    const z = [0.5, -1, 2];
    const sigma = Math.exp(u);
    const logits = z.map((value) => sigma * value);
    const normaliser = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    const expected = u - sigma ** 2 / 8 - (0.25 + 1 + 4) / 2 + (logits[label] ?? Number.NaN) - normaliser;
    expect(evaluate(densityTarget(problem), Float64Array.of(u, ...z)).value).toBeCloseTo(expected, 12);
  });

  test("a child's coefficient is its parent's plus its own deviation, at any depth", () => {
    // With every scale fixed at 1 the leaves' logits are sums of z along their paths; only one
    // row, only the intercept.
    const tree = trees["uneven depth"];
    const problem = randomProblem({ tree, rows: 1, features: 1, priors: [{ kind: "fixed", value: 1 }] });
    const z = randomParameters(problem, 4);
    const sumToTop = (node: number): number =>
      node === 0 ? 0 : (z[tree.columns[node] ?? -1] ?? 0) + sumToTop(tree.taxonomy.parents[node] ?? 0);
    const logits = tree.leaves.map(sumToTop);
    const normaliser = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    const expected =
      -z.reduce((sum, value) => sum + value * value, 0) / 2 +
      (logits[problem.labels[0] ?? 0] ?? Number.NaN) -
      normaliser;
    expect(evaluate(densityTarget(problem), z).value).toBeCloseTo(expected, 12);
  });

  test("the likelihood's power multiplies the log likelihood, noise's prior and the rest left alone", () => {
    const at = (likelihoodPower: number) => {
      const problem = randomProblem({ tree: trees["depth 3"], noise: true, likelihoodPower });
      return evaluate(densityTarget(problem), randomParameters(problem, 2));
    };
    const [none, one, half] = [at(0), at(1), at(0.5)];
    expect(half.value).toBeCloseTo((none.value + one.value) / 2, 9);
    expectClose(
      half.gradient,
      one.gradient.map((value, k) => (value + (none.gradient[k] ?? 0)) / 2),
      1e-9,
      1,
    );
  });

  test("with a likelihood of power 0 the gradient is that of the prior", () => {
    const problem = randomProblem({ tree: trees["depth 2, 2 + 3 leaves"], noise: true, likelihoodPower: 0 });
    const { coefficientStart } = parameterLayout(problem);
    const position = randomParameters(problem, 2);
    const { gradient } = evaluate(densityTarget(problem), position);
    expectClose(
      gradient.subarray(coefficientStart),
      position.subarray(coefficientStart).map((z) => -z),
      1e-12,
      1,
    );
  });

  test("the same noise on every class of a row cancels in the softmax", () => {
    const problem = randomProblem({ tree: trees["depth 1, 3 leaves"], noise: true });
    const { noiseStart, dimension } = parameterLayout(problem);
    const squares = (position: Float64Array) =>
      position.subarray(noiseStart).reduce((sum, value) => sum + value * value, 0) / 2;
    const position = randomParameters(problem, 3);
    const shifted = position.slice();
    for (let k = noiseStart; k < dimension; k++) shifted[k] = (shifted[k] ?? 0) + 0.8;
    const target = densityTarget(problem);
    expect(evaluate(target, shifted).value + squares(shifted)).toBeCloseTo(
      evaluate(target, position).value + squares(position),
      9,
    );
  });

  test("stays finite where logits are huge", () => {
    const problem = randomProblem({ tree: trees["depth 1, 3 leaves"] });
    const position = randomParameters(problem, 3).map((value, k) => (k === 0 ? 6 : 50 * value));
    const { value, gradient } = evaluate(densityTarget(problem), position);
    expect(Number.isFinite(value)).toBe(true);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

describe("the gradient equals finite differences", () => {
  const check = (shape: ProblemShape) => {
    const problem: Problem = randomProblem(shape);
    const target = densityTarget(problem);
    for (const seed of [1, 2]) {
      const position = randomParameters(problem, seed);
      expectClose(evaluate(target, position).gradient, finiteDifferences(target, position), 1e-6, 1);
    }
  };

  test.each(Object.keys(trees) as (keyof typeof trees)[])("%s", (name) => check({ tree: trees[name] }));
  test.each(Object.keys(trees) as (keyof typeof trees)[])("%s, with noise", (name) =>
    check({ tree: trees[name], noise: true, rows: 9 }),
  );
  test.each(Object.entries(priors))("scales %s", (_, each) =>
    check({ tree: trees["depth 3"], priors: each }),
  );
  test("likelihood to the power of 0.4", () =>
    check({ tree: trees["depth 3"], likelihoodPower: 0.4, noise: true }));
});
