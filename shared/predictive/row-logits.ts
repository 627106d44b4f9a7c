import type { PackedPosterior } from "../artifact/model.ts";
import { expOfNegative } from "../numerics/fast-exp.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { drawLogits } from "./draw-logits.ts";
import { gaussianTree } from "./integral/gaussian-tree.ts";
import { allLeaves, type LikelyLeaves, likelyLeafFinder } from "./likely-leaves.ts";
import { regeneratedDraws } from "./regenerated-draws.ts";
import { rowMoments } from "./row-moments.ts";
import { priorVariances, unknownDraws } from "./unknown-words.ts";

/** The logits of one row at a time, whatever form the posterior is packed in. */
export type RowLogits = {
  /** Loads a row and writes its logits in every draw: `logits[s * V + v]`, leaves first. */
  load(row: SparseRow, logits: Float64Array): LikelyLeaves;
  /** The same, but of the leaves only the likely ones, which it returns. */
  loadLikely(row: SparseRow, logits: Float64Array): LikelyLeaves;
  /** Writes the logits of a leaf that `loadLikely` did not write, for the row loaded last. */
  addLeaf(leaf: number, logits: Float64Array): void;
  /**
   * Writes the mean of the softmax over the likely leaves for the row loaded last, without sampling
   * error. Leaves in `leftOut` get no probability. Null for a posterior of draws, whose mean is
   * that over draws.
   */
  readonly meanSoftmax: ((p: Float64Array, leftOut: readonly number[]) => void) | null;
  /**
   * Writes the probabilities of the leaves that are not likely, relative to all likely ones
   * together, for the row loaded last; and to `masses` what they have together in each draw. Such a
   * leaf hardly moves the normaliser, so that its own deviate is independent of it:
   *
   *     p_c = exp(variance_c / 2) times the mean over draws of
   *           exp(logit_c without its own deviate - logNormaliser)
   *
   * @returns the mean over draws of the sum of -p ln p over these leaves; null where all are likely
   */
  addUnlikely(p: Float64Array, logNormalisers: Float64Array, masses: Float64Array): number | null;
};

/** Builds the logits of rows under a posterior, with their working memory. */
export function rowLogits(posterior: PackedPosterior, tree: TreeIndex): RowLogits {
  const { columns } = posterior;
  const leafCount = tree.leaves.length;
  const all = allLeaves(tree);
  if (posterior.kind === "draws") {
    const addUnknown = unknownDraws(posterior, tree);
    const load = (row: SparseRow, logits: Float64Array) => {
      drawLogits(posterior, row, columns, logits);
      addUnknown(row.unknownSquares, logits);
      return all;
    };
    const addLeaf = () => undefined;
    return { load, loadLikely: load, addLeaf, meanSoftmax: null, addUnlikely: () => null };
  }
  const means = new Float64Array(columns);
  const variances = new Float64Array(posterior.deviates);
  const deviations = new Float64Array(posterior.deviates);
  const { sumMeans, sumVariances } = rowMoments(posterior);
  const draws = regeneratedDraws(tree, posterior.draws);
  const { parents } = draws;
  const prior = priorVariances(posterior, tree);
  const findLikely = likelyLeafFinder(tree);
  const integrate = gaussianTree(tree);
  /** Of parents of leaves: see `RegeneratedDraws`. */
  const weights = new Float64Array(tree.groups.length);
  const shares = new Float64Array(tree.groups.length);
  let likely = all;

  function sumMoments(row: SparseRow): void {
    sumMeans(row, means);
    sumVariances(row, variances);
    const { unknownSquares } = row;
    if (unknownSquares > 0)
      for (let v = 0; v < columns; v++) variances[v] = (variances[v] ?? 0) + unknownSquares * (prior[v] ?? 0);
    for (let k = 0; k < deviations.length; k++) deviations[k] = Math.sqrt(variances[k] ?? 0);
  }

  return {
    load: (row, logits) => {
      sumMoments(row);
      likely = all;
      draws.regenerate(means, deviations, logits, likely);
      return likely;
    },
    loadLikely: (row, logits) => {
      sumMoments(row);
      likely = findLikely(means, variances);
      draws.regenerate(means, deviations, logits, likely);
      return likely;
    },
    addLeaf: (leaf, logits) => draws.addLeaf(leaf, means, deviations, logits),
    meanSoftmax: (p, leftOut) => {
      for (const leaf of leftOut) means[leaf] = Number.NEGATIVE_INFINITY;
      integrate(means, variances, p, likely.isLikely);
    },
    addUnlikely: (p, logNormalisers, masses) => {
      const { count, top, isLikely, bounds } = likely;
      if (count === leafCount) return null;
      const ofTop = means[top] ?? 0;
      weights.fill(0);
      for (let c = 0; c < leafCount; c++) {
        if (isLikely[c] === 1) continue;
        const parent = parents[c] ?? 0;
        // No larger than the bound allows, so that it stays finite whatever the variance.
        const log = Math.min((means[c] ?? 0) - ofTop + (variances[c] ?? 0) / 2, bounds[c] ?? 0);
        const weight = expOfNegative(log);
        p[c] = weight;
        weights[parent] = (weights[parent] ?? 0) + weight;
      }
      draws.shareUnlikely(ofTop, logNormalisers, weights, shares, masses);
      let nats = 0;
      for (let c = 0; c < leafCount; c++) {
        if (isLikely[c] === 1) continue;
        const share = Math.min((p[c] ?? 0) * (shares[parents[c] ?? 0] ?? 0), expOfNegative(bounds[c] ?? 0));
        p[c] = share;
        // The logarithm is nearly normal, with half its variance between the means of p and p ln p.
        if (share > 0) nats += share * Math.max(0, -Math.log(share) - (likely.variances[c] ?? 0) / 2);
      }
      return nats;
    },
  };
}
