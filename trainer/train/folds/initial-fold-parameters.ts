import { countDimensions, countFeatures } from "../../../shared/text/vocabulary.ts";
import { columnTree } from "../../../shared/tree/column-tree.ts";
import { drawInitialParameters } from "../../model/initial-parameters.ts";
import { type Problem, parameterLayout } from "../../model/problem.ts";
import type { Regression } from "../../model/regression.ts";
import { seedStream } from "../../nuts/random.ts";

/** One draw of a posterior. */
export type Draw = {
  /** beta, p x V, feature by feature. */
  readonly coefficients: Float32Array;
  /** sigma of every group. */
  readonly scales: Float32Array;
};

/** Stream of a seed for the parameters that a draw has no values for. */
const stream = 0x666f6c64;

/**
 * Parameters to start a fold's chain from: a draw of the posterior of all titles, where the fold
 * has the same features. Those of word vectors are the same in all folds. Latent noise, and
 * features that only the fold has, start as in any chain.
 *
 * @param seed for the parameters that the draw has no values for
 */
export function initialFoldParameters(
  fold: Regression,
  full: Pick<Regression, "vocabulary">,
  { coefficients, scales }: Draw,
  seed: number,
): Float64Array {
  return startFromDraw(fold.problem, matchFeatures(fold, full), { coefficients, scales }, seed);
}

/** The number that each feature of a fold has in another regression, -1 where it has none. */
export function matchFeatures(
  fold: Pick<Regression, "vocabulary">,
  full: Pick<Regression, "vocabulary">,
): number[] {
  const terms = new Map(full.vocabulary.terms.map((term, index) => [term, 1 + index]));
  const dimensions = countDimensions(fold.vocabulary);
  const firstVector = countFeatures(full.vocabulary) - dimensions;
  return [
    0,
    ...fold.vocabulary.terms.map((term) => terms.get(term) ?? -1),
    ...Array.from({ length: dimensions }, (_, d) => firstVector + d),
  ];
}

/**
 * Parameters of a draw of a problem with other features.
 *
 * @param featureOf the number that each feature has in the draw, -1 where it has none
 */
export function startFromDraw(
  problem: Problem,
  featureOf: readonly number[],
  { coefficients, scales }: Draw,
  seed: number,
): Float64Array {
  const { freeGroups, columns, coefficientStart } = parameterLayout(problem);
  const { parent, group } = columnTree(problem.tree);
  const parameters = drawInitialParameters(problem, seedStream(seed, stream));
  freeGroups.forEach((of, free) => {
    parameters[free] = Math.log(scales[of] ?? 1);
  });
  featureOf.forEach((from, to) => {
    if (from < 0) return;
    for (let v = 0; v < columns; v++) {
      const above = parent[v] ?? -1;
      const mean = above < 0 ? 0 : (coefficients[from * columns + above] ?? 0);
      const deviation = (coefficients[from * columns + v] ?? 0) - mean;
      parameters[coefficientStart + to * columns + v] = deviation / (scales[group[v] ?? 0] ?? 1);
    }
  });
  return parameters;
}
