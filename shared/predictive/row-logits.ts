import type { PackedPosterior } from "../artifact/model.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { drawLogits } from "./draw-logits.ts";
import { gaussianTree } from "./gaussian-tree.ts";
import { regeneratedDraws } from "./regenerated-draws.ts";
import { rowMoments } from "./row-moments.ts";
import { priorVariances, unknownDraws } from "./unknown-words.ts";

/** The logits of one row at a time, whatever form the posterior is packed in. */
export type RowLogits = {
  /** Loads a row and writes its logits in every draw: `logits[s * V + v]`, leaves first. */
  load(row: SparseRow, logits: Float64Array): void;
  /**
   * Writes the mean of the softmax over leaves for the row loaded last, without sampling error.
   * Leaves in `leftOut` get no probability. Null for a posterior of draws, whose mean is that over
   * draws.
   */
  readonly meanSoftmax: ((p: Float64Array, leftOut: readonly number[]) => void) | null;
};

/** Builds the logits of rows under a posterior, with their working memory. */
export function rowLogits(posterior: PackedPosterior, tree: TreeIndex): RowLogits {
  const { columns } = posterior;
  if (posterior.kind === "draws") {
    const addUnknown = unknownDraws(posterior, tree);
    return {
      load: (row, logits) => {
        drawLogits(posterior, row, columns, logits);
        addUnknown(row.unknownSquares, logits);
      },
      meanSoftmax: null,
    };
  }
  const means = new Float64Array(columns);
  const variances = new Float64Array(posterior.deviates);
  const deviations = new Float64Array(posterior.deviates);
  const sumMoments = rowMoments(posterior);
  const regenerate = regeneratedDraws(tree, posterior.draws);
  const prior = priorVariances(posterior, tree);
  const integrate = gaussianTree(tree);
  return {
    load: (row, logits) => {
      sumMoments(row, means, variances);
      for (let v = 0; v < columns; v++)
        variances[v] = (variances[v] ?? 0) + row.unknownSquares * (prior[v] ?? 0);
      for (let k = 0; k < deviations.length; k++) deviations[k] = Math.sqrt(variances[k] ?? 0);
      regenerate(means, deviations, logits);
    },
    meanSoftmax: (p, leftOut) => {
      for (const leaf of leftOut) means[leaf] = Number.NEGATIVE_INFINITY;
      integrate(means, variances, p);
    },
  };
}
