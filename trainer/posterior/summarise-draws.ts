import { HedgeError } from "../../shared/errors.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { type Predictives, predictiveCollector } from "./full-predictive.ts";
import { varianceComponents } from "./variance-components.ts";

/** What packing needs to know of a posterior's draws. */
export type DrawSummary = {
  /** Posterior mean of every coefficient, p x V. */
  readonly means: Float64Array;
  /** Variance components, see `PosteriorMoments`. */
  readonly variances: Float32Array;
  /** Scales of every draw, count x groups. */
  readonly scales: Float32Array;
  /** Predictive of all draws for each list of rows. */
  readonly predictives: readonly Predictives[];
};

/**
 * Makes two passes over the draws, with one draw in memory at a time.
 *
 * @throws HedgeError `failed` when a draw is not finite
 */
export function summariseDraws(
  draws: PosteriorDraws,
  tree: TreeIndex,
  lists: readonly (readonly SparseRow[])[],
): DrawSummary {
  const { count, features, columns, groups } = draws;
  const means = new Float64Array(features * columns);
  const scales = new Float32Array(count * groups);
  const coefficients = new Float32Array(features * columns);
  const drawScales = new Float32Array(groups);
  const collectors = lists.map((rows) => predictiveCollector(rows, count, columns, tree.leaves.length));
  for (let draw = 0; draw < count; draw++) {
    draws.read(draw, coefficients, drawScales);
    scales.set(drawScales, draw * groups);
    for (let k = 0; k < means.length; k++)
      means[k] = (means[k] ?? 0) + ((coefficients[k] ?? 0) - (means[k] ?? 0)) / (draw + 1);
    for (const collector of collectors) collector.add(draw, coefficients);
  }
  if (!means.every(Number.isFinite) || !scales.every(Number.isFinite)) {
    throw new HedgeError("failed", "A posterior draw is not finite; train again with another --seed.");
  }
  return {
    means,
    variances: varianceComponents(draws, tree, means),
    scales,
    predictives: collectors.map((collector) => collector.result()),
  };
}
