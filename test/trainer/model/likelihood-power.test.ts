import { beforeAll, describe, expect, test } from "vitest";
import { buildDesignMatrix } from "../../../trainer/features/design-matrix.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { densityTarget } from "../../../trainer/model/density.ts";
import type { Problem } from "../../../trainer/model/problem.ts";
import type { ScalePrior } from "../../../trainer/model/scale-prior.ts";
import { prepareTfjs, tfjsTarget } from "../../../trainer/model/tfjs-density.ts";
import { openKernel, variants } from "../kernel/open-kernel.ts";
import { evaluate, expectClose } from "./gradients.ts";
import { randomParameters, randomProblem, trees } from "./problems.ts";

beforeAll(async () => {
  await prepareTfjs();
  await ensureKernel();
}, 120_000);

type Found = { readonly value: number; readonly gradient: Float64Array };
type Backend = (problem: Problem, parameters: Float64Array) => Found;

/** Every backend, and how far two of its sums in different orders may be apart. */
const backends: readonly (readonly [name: string, backend: Backend, tolerance: number])[] = [
  ["double", (problem, parameters) => evaluate(densityTarget(problem), parameters), 1e-12],
  ...variants.map(
    (variant) =>
      [
        `${variant} kernel`,
        (problem: Problem, parameters: Float64Array) => openKernel(variant, problem).density(parameters),
        3e-6,
      ] as const,
  ),
  ["tfjs", (problem, parameters) => evaluate(tfjsTarget(problem), parameters), 3e-6],
];

const fixed: readonly ScalePrior[] = [
  { kind: "fixed", value: 2 },
  { kind: "fixed", value: 0.6 },
];
const priors = { "fixed scales": fixed, "learned and fixed scales": undefined };

/** The same data with every row there `times` times. */
function repeatRows(problem: Problem, times: number): Problem {
  const { rows, features, rowStart, rowFeature, rowValue } = problem.design;
  const sparse = Array.from({ length: rows }, (_, row) => ({
    features: rowFeature.slice(rowStart[row], rowStart[row + 1]),
    values: rowValue.slice(rowStart[row], rowStart[row + 1]),
    knownWords: [],
    unknownWords: [],
    unknownSquares: 0,
  }));
  const copies = Array.from({ length: times });
  return {
    ...problem,
    design: buildDesignMatrix(
      copies.flatMap(() => sparse),
      features,
    ),
    labels: Int32Array.from(copies.flatMap(() => Array.from(problem.labels))),
  };
}

describe.each(backends)("a likelihood to the power of 3, by the backend %s", (_, backend, tolerance) => {
  test.each(Object.entries(priors))("is every row three times, with %s", (_name, scalePriors) => {
    for (const tree of [trees["depth 2, 5 parents of 1 to 4 leaves"], trees["uneven depth"]]) {
      const shape = { tree, ...(scalePriors && { priors: scalePriors }) };
      const powered = randomProblem({ ...shape, likelihoodPower: 3 });
      const repeated = repeatRows(randomProblem(shape), 3);
      for (const seed of [1, 2, 3]) {
        const parameters = randomParameters(powered, seed);
        const [found, expected] = [backend(powered, parameters), backend(repeated, parameters)];
        expectClose([found.value], [expected.value], tolerance, 1);
        expectClose(found.gradient, expected.gradient, tolerance, 1);
      }
    }
  });

  test("is not the plain one", () => {
    const shape = { tree: trees["uneven depth"], priors: fixed };
    const parameters = randomParameters(randomProblem(shape), 1);
    const [once, thrice] = [1, 3].map(
      (likelihoodPower) => backend(randomProblem({ ...shape, likelihoodPower }), parameters).value,
    );
    expect(Math.abs((once ?? 0) - (thrice ?? 0))).toBeGreaterThan(10);
  });
});
