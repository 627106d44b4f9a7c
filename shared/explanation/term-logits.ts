import type { PackedPosterior } from "../artifact/model.ts";
import { drawLogits } from "../predictive/draw-logits.ts";
import { regeneratedDraws } from "../predictive/regenerated-draws.ts";
import { rowMoments } from "../predictive/row-moments.ts";
import { priorVariances, unknownDraws } from "../predictive/unknown-words.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";

/** Parts of a row's logits, S x V numbers each, which sum to them. */
export type TermLogits = {
  /** Those of each feature, in the order of `row.features`. */
  readonly features: readonly Float64Array[];
  /** Those of the unknown words together. */
  readonly unknown: Float64Array;
};

/**
 * What each feature of a row, and its unknown words, add to its logits, draw by draw. From moments
 * it is the expectation of the part given the draw of the whole row: of a normal with variance
 * v_j x_j^2 in feature j and V in the row, which is sqrt(V) e in this draw, the part v_j x_j^2 / V.
 */
export function termLogits(posterior: PackedPosterior, tree: TreeIndex, row: SparseRow): TermLogits {
  const { draws, columns } = posterior;
  const singles = Array.from(row.features, (feature, k) => ({
    ...row,
    features: Int32Array.of(feature),
    values: Float32Array.of(row.values[k] ?? 0),
  }));
  const unknown = new Float64Array(draws * columns);
  if (posterior.kind === "draws") {
    const features = singles.map((single) => {
      const logits = new Float64Array(draws * columns);
      drawLogits(posterior, single, columns, logits);
      return logits;
    });
    unknownDraws(posterior, tree)(row.unknownSquares, unknown);
    return { features, unknown };
  }
  const sumMoments = rowMoments(posterior);
  const regenerate = regeneratedDraws(tree, draws);
  const prior = new Float64Array(posterior.deviates);
  priorVariances(posterior, tree).forEach((variance, v) => {
    prior[v] = row.unknownSquares * variance;
  });
  const means = new Float64Array(columns);
  const whole = new Float64Array(posterior.deviates);
  sumMoments(row, means, whole);
  for (let k = 0; k < whole.length; k++) whole[k] = (whole[k] ?? 0) + (prior[k] ?? 0);
  const partOf = (parts: Float64Array) =>
    parts.map((part, k) => (part > 0 ? part / Math.sqrt(whole[k] ?? 0) : 0));
  const features = singles.map((single) => {
    const logits = new Float64Array(draws * columns);
    const parts = new Float64Array(posterior.deviates);
    sumMoments(single, means, parts);
    regenerate(means, partOf(parts), logits);
    return logits;
  });
  regenerate(means.fill(0), partOf(prior), unknown);
  return { features, unknown };
}
