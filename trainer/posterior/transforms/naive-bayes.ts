import { sumLeavesIntoNodes, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import type { LabelledRows } from "../../features/design-matrix.ts";
import { countLabels, nodeShares } from "./label-shift.ts";

/** Rows that every term is taken to have outside of every class. */
const smoothing = 0.03;

/**
 * Weights of complement naive Bayes (Rennie, Shih, Teevan and Karger 2003): how few of the rows
 * with a term are outside of a class, against how many there would be if the term said nothing.
 * There are p x V, feature by feature. n[j] rows have term j, n[j, v] of them below node v; q[v] is
 * the share of all rows outside of v:
 *
 *     w[j, v] = sum over u on the path to v of ln((n[j] q[u] + a) / (n[j] - n[j, u] + a))
 *
 * and a = 0.03. Nodes without siblings are left out of the sum. That of a leaf is scaled up where
 * other leaves have more terms in theirs. The intercept and vectors have the weight 0.
 */
export function naiveBayesWeights({ design, tree, labels, terms }: LabelledRows): Float32Array {
  const { featureStart, featureRow, features } = design;
  const columns = tree.nodeCount - 1;
  const weights = new Float32Array(features * columns);
  const leaves = new Float64Array(tree.leaves.length);
  const outside = nodeShares(tree, countLabels(tree, labels)).map((share) => 1 - share);
  const { counts, scales } = pathSums(tree);
  const own = new Float64Array(tree.nodeCount);
  const sums = new Float64Array(tree.nodeCount);
  for (let j = 1; j <= terms; j++) {
    leaves.fill(0);
    for (let k = featureStart[j] ?? 0; k < (featureStart[j + 1] ?? 0); k++) {
      const leaf = labels[featureRow[k] ?? 0] ?? 0;
      leaves[leaf] = (leaves[leaf] ?? 0) + 1;
    }
    sumLeavesIntoNodes(tree, leaves, own);
    const all = own[0] ?? 0;
    for (let node = 1; node < tree.nodeCount; node++) {
      const expected = all * (outside[node] ?? 0) + smoothing;
      const found = all - (own[node] ?? 0) + smoothing;
      const above = tree.taxonomy.parents[node] ?? 0;
      sums[node] = (sums[above] ?? 0) + (counts[node] ?? 0) * Math.log(expected / found);
      weights[j * columns + (tree.columns[node] ?? 0)] = (scales[node] ?? 0) * (sums[node] ?? 0);
    }
  }
  return weights;
}

/** Which nodes count in the sums of paths, and what makes sums of leaves comparable. */
function pathSums({ nodeCount, leaves, children, taxonomy: { parents } }: TreeIndex) {
  const counts = new Uint8Array(nodeCount);
  const lengths = new Float64Array(nodeCount);
  for (let node = 1; node < nodeCount; node++) {
    const above = parents[node] ?? 0;
    counts[node] = (children[above]?.length ?? 0) > 1 ? 1 : 0;
    lengths[node] = (lengths[above] ?? 0) + (counts[node] ?? 0);
  }
  const longest = leaves.reduce((most, leaf) => Math.max(most, lengths[leaf] ?? 0), 0);
  const scales = new Float64Array(nodeCount).fill(1);
  for (const leaf of leaves) scales[leaf] = longest / Math.max(1, lengths[leaf] ?? 0);
  return { counts, scales };
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
