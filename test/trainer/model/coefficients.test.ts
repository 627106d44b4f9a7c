import { describe, expect, test } from "vitest";
import { coefficientReader } from "../../../trainer/model/coefficients.ts";
import { parameterLayout } from "../../../trainer/model/problem.ts";
import { randomParameters, randomProblem, trees } from "./problems.ts";

describe("coefficients", () => {
  test.each(Object.keys(trees) as (keyof typeof trees)[])(
    "of every node are the scaled deviations along its path: %s",
    (name) => {
      const tree = trees[name];
      const problem = randomProblem({ tree });
      const { coefficientStart, columns, features, freeGroups } = parameterLayout(problem);
      const parameters = randomParameters(problem, 5);
      const { read, layout } = coefficientReader(problem);
      const found = new Float32Array(features * columns);
      const scales = new Float64Array(tree.groups.length);
      read(parameters, found, scales);
      expect(layout).toEqual(parameterLayout(problem));

      tree.groups.forEach((_, group) => {
        const prior = problem.scalePriors[group];
        const free = freeGroups.indexOf(group);
        const sigma = prior?.kind === "fixed" ? prior.value : Math.exp(parameters[free] ?? Number.NaN);
        expect(scales[group]).toBe(sigma);
      });
      const beta = (j: number, node: number): number => {
        if (node === 0) return 0;
        const parent = tree.taxonomy.parents[node] ?? 0;
        const z = parameters[coefficientStart + j * columns + (tree.columns[node] ?? 0)] ?? Number.NaN;
        return beta(j, parent) + (scales[tree.groups.indexOf(parent)] ?? Number.NaN) * z;
      };
      for (let j = 0; j < features; j++) {
        for (let node = 1; node < tree.nodeCount; node++) {
          expect(found[j * columns + (tree.columns[node] ?? 0)]).toBeCloseTo(beta(j, node), 5);
        }
      }
    },
  );

  test("noise is no coefficient", () => {
    const shape = { tree: trees["depth 3"] };
    const [plain, noisy] = [randomProblem(shape), randomProblem({ ...shape, noise: true })];
    const { features, columns } = parameterLayout(plain);
    const parameters = randomParameters(noisy, 5);
    const [a, b] = [new Float32Array(features * columns), new Float32Array(features * columns)];
    const scales = new Float64Array(shape.tree.groups.length);
    coefficientReader(plain).read(parameters, a, scales);
    coefficientReader(noisy).read(parameters, b, scales);
    expect(b).toEqual(a);
  });
});
