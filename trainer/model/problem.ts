import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { DesignMatrix } from "../features/design-matrix.ts";
import type { ScalePrior } from "./scale-prior.ts";

/** A regression to sample: data, tree and prior. */
export type Problem = {
  readonly design: DesignMatrix;
  /** Leaf of each row, as a position in `tree.leaves`. */
  readonly labels: Int32Array;
  readonly tree: TreeIndex;
  /** Prior of the scale of each group of siblings, in the order of `tree.groups`. */
  readonly scalePriors: readonly ScalePrior[];
  /** Latent standard normal noise on every logit, one per row and leaf. */
  readonly noise: boolean;
  /** Power of the likelihood: 1 is Bayes' theorem. */
  readonly likelihoodPower: number;
};

/**
 * The parameters as one vector:
 *
 *     u_g = ln sigma_g    for every group whose scale is not fixed
 *     z_jv                for every feature j and column v, feature by feature
 *     epsilon_ic          for every row i and leaf c, row by row, if there is noise
 */
export type ParameterLayout = {
  /**
   * Groups whose scale is learned, as positions in `tree.groups`. Parameter f is the log scale of
   * `freeGroups[f]`.
   */
  readonly freeGroups: readonly number[];
  /** Number of features, p. */
  readonly features: number;
  /** Columns of a row of coefficients: leaves, then internal nodes below the root, V. */
  readonly columns: number;
  readonly leaves: number;
  readonly rows: number;
  /** Position of the first z_jv. */
  readonly coefficientStart: number;
  /** Position of the first epsilon_ic; the dimension if there is no noise. */
  readonly noiseStart: number;
  /** Number of parameters. */
  readonly dimension: number;
};

/** The layout of a problem's parameters. */
export function parameterLayout({ design, tree, noise, scalePriors }: Problem): ParameterLayout {
  const freeGroups = [...scalePriors.keys()].filter((group) => scalePriors[group]?.kind !== "fixed");
  const columns = tree.nodeCount - 1;
  const leaves = tree.leaves.length;
  const noiseStart = freeGroups.length + design.features * columns;
  return {
    freeGroups,
    features: design.features,
    columns,
    leaves,
    rows: design.rows,
    coefficientStart: freeGroups.length,
    noiseStart,
    dimension: noiseStart + (noise ? design.rows * leaves : 0),
  };
}

/** Writes sigma of every group, given the free ones' logarithms. */
export function writeScales(problem: Problem, logScales: ArrayLike<number>, scales: Float64Array): void {
  let free = 0;
  problem.scalePriors.forEach((prior, group) => {
    scales[group] = prior.kind === "fixed" ? prior.value : Math.exp(logScales[free++] ?? 0);
  });
}
