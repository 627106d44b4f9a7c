import type { PackedPosterior } from "../artifact/model.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { drawLogits } from "./logits.ts";
import { rowMoments } from "./moments.ts";
import { remadeDraws } from "./remade-draws.ts";

/**
 * What each feature of a row adds to its logits, draw by draw: S x V numbers a feature, in the order of `row.features`, which add up to the logits
 * of the row. From moments it is what is expected of the feature in a draw of the row: of a shock with variance v_j x_j^2 in feature j and V in the
 * whole row, sized sqrt(V) e in this draw, the part v_j x_j^2 / V.
 */
export function termLogits(posterior: PackedPosterior, tree: TreeIndex, row: SparseRow): Float64Array[] {
  const { draws, columns } = posterior;
  const singles = Array.from(row.features, (feature, k) => ({
    ...row,
    features: Int32Array.of(feature),
    values: Float32Array.of(row.values[k] ?? 0),
  }));
  if (posterior.kind === "draws") {
    return singles.map((single) => {
      const logits = new Float64Array(draws * columns);
      drawLogits(posterior, single, columns, logits);
      return logits;
    });
  }
  const addUp = rowMoments(posterior);
  const remake = remadeDraws(tree, draws);
  const means = new Float64Array(columns);
  const whole = new Float64Array(posterior.shocks);
  addUp(row, means, whole);
  return singles.map((single) => {
    const logits = new Float64Array(draws * columns);
    const parts = new Float64Array(posterior.shocks);
    addUp(single, means, parts);
    remake(
      means,
      parts.map((part, k) => (part > 0 ? part / Math.sqrt(whole[k] ?? 0) : 0)),
      logits,
    );
    return logits;
  });
}
