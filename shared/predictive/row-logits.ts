import type { PackedPosterior } from "../artifact/model.ts";
import { expOfNegative } from "../numerics/fast-exp.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { drawRows, type RowLogits } from "./draw-rows.ts";
import { gaussianTree } from "./integral/gaussian-tree.ts";
import { allLeaves, likelyLeafFinder } from "./likely-leaves.ts";
import { regeneratedDraws } from "./regenerated-draws.ts";
import { rowMoments } from "./row-moments.ts";
import { priorVariances } from "./unknown-words.ts";

/** Builds the logits of rows under a posterior of either form, with their working memory. */
export function rowLogits(posterior: PackedPosterior, tree: TreeIndex): RowLogits {
  if (posterior.kind === "draws") return drawRows(posterior, tree);
  const { columns } = posterior;
  const leafCount = tree.leaves.length;
  const all = allLeaves(tree);
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
