import { indexTree, type Taxonomy, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { buildDesignMatrix } from "../../../trainer/features/design-matrix.ts";
import { type Problem, parameterLayout } from "../../../trainer/model/problem.ts";
import type { ScalePrior } from "../../../trainer/model/scale-prior.ts";
import { nextNormal, nextUniform, seedStream } from "../../../trainer/nuts/random.ts";

/** Trees by their parents, numbered breadth first. They cover the kernel's layout of four lanes. */
export const trees = {
  "depth 1, 3 leaves": tree([-1, 0, 0, 0]),
  "depth 1, 8 leaves": tree([-1, 0, 0, 0, 0, 0, 0, 0, 0]),
  "depth 2, 2 + 3 leaves": tree([-1, 0, 0, 1, 1, 2, 2, 2]),
  "depth 2, parents on multiples of 4": tree([-1, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]),
  "depth 2, 5 parents of 1 to 4 leaves": tree([-1, 0, 0, 0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5]),
  "depth 3": tree([-1, 0, 0, 1, 1, 2, 3, 3, 4, 5, 5, 5]),
  "uneven depth": tree([-1, 0, 0, 0, 2, 2, 3, 5, 5, 5]),
  "a chain of single children beside a leaf": tree([-1, 0, 0, 1, 3]),
} as const satisfies Record<string, TreeIndex>;

function tree(parents: readonly number[]): TreeIndex {
  const depths: number[] = [];
  for (const above of parents) depths.push(above < 0 ? 0 : (depths[above] ?? 0) + 1);
  const taxonomy: Taxonomy = {
    labels: parents.map((_, node) => (node === 0 ? "" : `class ${node}`)),
    parents,
    levels: Array.from({ length: Math.max(...depths) }, (_, depth) => `level ${depth + 1}`),
  };
  return indexTree(taxonomy);
}

/** Groups take these in turn. */
const mixedPriors: readonly ScalePrior[] = [
  { kind: "half-normal", scale: 1.5 },
  { kind: "inverse-gamma", shape: 2, rate: 1 },
  { kind: "fixed", value: 0.7 },
];

export type ProblemShape = {
  readonly tree: TreeIndex;
  readonly rows?: number;
  readonly features?: number;
  readonly priors?: readonly ScalePrior[];
  readonly noise?: boolean;
  readonly likelihoodPower?: number;
  readonly seed?: number;
};

/**
 * Random sparse rows of unit length with an intercept, random labels. Row 0 has no feature but the
 * intercept.
 */
export function randomProblem(shape: ProblemShape): Problem {
  const { tree, rows = 23, features = 7, priors = mixedPriors } = shape;
  const { noise = false, likelihoodPower = 1, seed = 1 } = shape;
  const random = seedStream(seed, 0);
  const sparse = Array.from({ length: rows }, (_, i) => {
    const words = Array.from({ length: features - 1 }, (_, j) => j + 1).filter(
      () => i > 0 && nextUniform(random) < 0.5,
    );
    const values = words.map(() => 0.2 + nextUniform(random));
    const length = Math.hypot(...values);
    return {
      features: Int32Array.of(0, ...words),
      values: Float32Array.of(1, ...values.map((value) => value / length)),
      knownWords: [],
      unknownWords: [],
      unknownSquares: 0,
    };
  });
  return {
    design: buildDesignMatrix(sparse, features),
    labels: Int32Array.from({ length: rows }, () => Math.floor(nextUniform(random) * tree.leaves.length)),
    tree,
    scalePriors: tree.groups.map((_, group) => priors[group % priors.length] ?? { kind: "fixed", value: 1 }),
    noise,
    likelihoodPower,
  };
}

/**
 * Parameters of the kind that the sampler meets: log scales near zero, coordinates standard
 * normal. They are float32, so that they are the same for every backend.
 */
export function randomParameters(problem: Problem, seed: number): Float64Array {
  const random = seedStream(seed, 1);
  const { dimension, coefficientStart } = parameterLayout(problem);
  return Float64Array.from({ length: dimension }, (_, k) =>
    Math.fround((k < coefficientStart ? 0.7 : 1) * nextNormal(random)),
  );
}
