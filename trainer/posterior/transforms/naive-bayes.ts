import { sumLeavesIntoNodes } from "../../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import type { LabelledRows } from "../../features/design-matrix.ts";

/** Titles that every term is taken to have outside of every class. */
const smoothing = 0.03;

/**
 * Weights of complement naive Bayes (Rennie, Shih, Teevan and Karger 2003): how few of the titles
 * with a term are outside of a class. With n[j] titles that have term j, and n[j, v] of them below
 * node v,
 *
 *     w[j, v] = sum over u on the path to v of ln((n[j] + a) / (n[j] - n[j, u] + a)),  a = 0.03
 *
 * and 0 for the intercept and for vectors. p x V, feature by feature.
 */
export function naiveBayesWeights({ design, tree, labels, terms }: LabelledRows): Float32Array {
  const { featureStart, featureRow, features } = design;
  const columns = tree.nodeCount - 1;
  const weights = new Float32Array(features * columns);
  const leaves = new Float64Array(tree.leaves.length);
  const titles = new Float64Array(tree.nodeCount);
  const sums = new Float64Array(tree.nodeCount);
  for (let j = 1; j <= terms; j++) {
    leaves.fill(0);
    for (let k = featureStart[j] ?? 0; k < (featureStart[j + 1] ?? 0); k++) {
      const leaf = labels[featureRow[k] ?? 0] ?? 0;
      leaves[leaf] = (leaves[leaf] ?? 0) + 1;
    }
    sumLeavesIntoNodes(tree, leaves, titles);
    const all = (titles[0] ?? 0) + smoothing;
    for (let node = 1; node < tree.nodeCount; node++) {
      const above = sums[tree.taxonomy.parents[node] ?? 0] ?? 0;
      sums[node] = above + Math.log(all / (all - (titles[node] ?? 0)));
      weights[j * columns + (tree.columns[node] ?? 0)] = sums[node] ?? 0;
    }
  }
  return weights;
}

/** Adds a share of the weights of naive Bayes to coefficients, and gives these back. */
export function addNaiveBayes(
  coefficients: Float32Array,
  weights: Float32Array,
  share: number,
): Float32Array {
  for (let at = 0; at < weights.length; at++)
    coefficients[at] = (coefficients[at] ?? 0) + share * (weights[at] ?? 0);
  return coefficients;
}

/** Draws whose coefficients have a share of the weights of naive Bayes beside their own. */
export function withNaiveBayes(draws: PosteriorDraws, rows: LabelledRows, share: number): PosteriorDraws {
  const weights = naiveBayesWeights(rows);
  return {
    ...draws,
    read: (draw, coefficients, scales) => {
      draws.read(draw, coefficients, scales);
      addNaiveBayes(coefficients, weights, share);
    },
  };
}
