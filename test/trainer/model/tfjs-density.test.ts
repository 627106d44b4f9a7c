import { beforeAll, describe, expect, test } from "vitest";
import { densityTarget } from "../../../trainer/model/density.ts";
import { prepareTfjs, tfjsTarget } from "../../../trainer/model/tfjs-density.ts";
import { evaluate, expectClose } from "./gradients.ts";
import { type ProblemShape, randomParameters, randomProblem, trees } from "./problems.ts";

beforeAll(async () => {
  expect(["cpu", "tensorflow"]).toContain(await prepareTfjs());
});

describe("TensorFlow.js's automatic derivative agrees with the density to 1e-4 in value and every component", () => {
  const check = (shape: ProblemShape) => {
    const problem = randomProblem(shape);
    for (const seed of [1, 2, 3]) {
      const position = randomParameters(problem, seed);
      const exact = evaluate(densityTarget(problem), position);
      const found = evaluate(tfjsTarget(problem), position);
      expectClose([found.value], [exact.value], 1e-4, 1);
      expectClose(found.gradient, exact.gradient, 1e-4, 0.1);
    }
  };
  test.each(Object.keys(trees) as (keyof typeof trees)[])("%s", (name) => check({ tree: trees[name] }));
  test("with noise", () => check({ tree: trees["uneven depth"], noise: true }));
  test("with a likelihood to the power of 0.4", () =>
    check({ tree: trees["depth 3"], likelihoodPower: 0.4 }));
  test("with all scales fixed", () =>
    check({ tree: trees["depth 2, 2 + 3 leaves"], priors: [{ kind: "fixed", value: 1.2 }] }));
});
