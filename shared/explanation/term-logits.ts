import type { PackedPosterior } from "../artifact/model.ts";
import { drawLogits } from "../predictive/draw-logits.ts";
import { allLeaves } from "../predictive/likely-leaves.ts";
import { regeneratedDraws } from "../predictive/regenerated-draws.ts";
import { rowMoments } from "../predictive/row-moments.ts";
import { priorVariances, unknownDraws } from "../predictive/unknown-words.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";

/** Features and values that are part of a row. */
export type RowPart = Pick<SparseRow, "features" | "values">;

/** Parts of a row's logits, S x V numbers each, which sum to them. */
export type TermLogits = {
  /** Those of each part, in the order given. */
  readonly parts: readonly Float64Array[];
  /** Those of the unknown words together. */
  readonly unknown: Float64Array;
};

/**
 * What each part of a row, and its unknown words, add to its logits, draw by draw. From moments it
 * is the expectation of the part given the draw of the whole row. Let the row have the values x_j,
 * the part y_j, the features the variances v_j, and the row's logit the variance V. In a draw where
 * the logit is sqrt(V) e above its mean, the part is sum_j y_j x_j v_j e / sqrt(V) above its own.
 *
 * @param parts their values sum to the row's
 */
export function termLogits(
  posterior: PackedPosterior,
  tree: TreeIndex,
  row: SparseRow,
  parts: readonly RowPart[],
): TermLogits {
  const { draws, columns } = posterior;
  const unknown = new Float64Array(draws * columns);
  if (posterior.kind === "draws") {
    const ofParts = parts.map((part) => {
      const logits = new Float64Array(draws * columns);
      drawLogits(posterior, part, columns, logits);
      return logits;
    });
    unknownDraws(posterior, tree)(row.unknownSquares, unknown);
    return { parts: ofParts, unknown };
  }
  const { sumMeans, sumVariances } = rowMoments(posterior);
  const { regenerate } = regeneratedDraws(tree, draws);
  const leaves = allLeaves(tree);
  const prior = new Float64Array(posterior.deviates);
  priorVariances(posterior, tree).forEach((variance, v) => {
    prior[v] = row.unknownSquares * variance;
  });
  const means = new Float64Array(columns);
  const whole = new Float64Array(posterior.deviates);
  sumVariances(row, whole);
  for (let k = 0; k < whole.length; k++) whole[k] = (whole[k] ?? 0) + (prior[k] ?? 0);
  const deviationsOf = (covariances: Float64Array) =>
    covariances.map((covariance, k) => (covariance === 0 ? 0 : covariance / Math.sqrt(whole[k] ?? 0)));

  const rowValue = new Map(Array.from(row.features, (feature, k) => [feature, row.values[k] ?? 0]));
  const variances = new Float64Array(posterior.deviates);
  /** Covariance of a part's logit with the row's, for each normal deviate. */
  function covariancesOf({ features, values }: RowPart): Float64Array {
    const covariances = new Float64Array(whole.length);
    features.forEach((feature, k) => {
      const single = { features: Int32Array.of(feature), values: Float32Array.of(1) };
      sumVariances(single, variances);
      const product = (values[k] ?? 0) * (rowValue.get(feature) ?? 0);
      for (let d = 0; d < covariances.length; d++)
        covariances[d] = (covariances[d] ?? 0) + product * (variances[d] ?? 0);
    });
    return covariances;
  }

  const ofParts = parts.map((part) => {
    const logits = new Float64Array(draws * columns);
    const covariances = covariancesOf(part);
    sumMeans(part, means);
    regenerate(means, deviationsOf(covariances), logits, leaves);
    return logits;
  });
  regenerate(means.fill(0), deviationsOf(prior), unknown, leaves);
  return { parts: ofParts, unknown };
}
