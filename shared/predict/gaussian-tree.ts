import type { TreeIndex } from "../tree/taxonomy.ts";
import { smoother } from "./smoother.ts";
import { softMaximum } from "./soft-maximum.ts";

/** Points of the grid that distributions of maxima are kept on. Twice as many change a probability by less than 1e-4 of itself. */
export const gridPoints = 48;

/** Standard deviations and logits that the grid reaches beyond the classes. */
const reach = 4;
const below = 2.5;
const above = 9;

/**
 * Mean of a softmax over normal logits, by quadrature in one dimension and without sampling:
 *
 *     z_c = mean_c + sum of sd_v e_v over the nodes v on the path to leaf c,   e_v independent standard normals
 *     p_c = E softmax(z)_c
 *
 * With standard Gumbel noise g_c, softmax(z)_c = P(z_c + g_c is the largest) (Yellott 1977), so p_c is the probability that leaf c wins a
 * contest of independent subtrees. The distribution of the best below a node is the product of those of its children, smoothed by the node's
 * own shock; it is worked out up the tree on a grid, then the distribution of the best outside of a node down the tree. The trapezoidal rule is
 * exact to far more digits than needed, since what it sums is smooth and vanishes at both ends.
 *
 * @returns a function of means (of leaves; -Infinity strikes a leaf out), variances of shocks by column (leaves, then internal nodes) and
 *   where to write p, which sums to 1. It allocates nothing.
 */
export function gaussianTree(
  tree: TreeIndex,
): (means: Float64Array, variances: Float64Array, p: Float64Array) => void {
  const { nodeCount } = tree;
  const leaves = tree.leaves.length;
  const parents = Int32Array.from(tree.taxonomy.parents);
  const columns = Int32Array.from(tree.columns);
  const addLeaf = softMaximum(gridPoints);
  const smooth = smoother(gridPoints);
  const size = nodeCount * gridPoints;
  /** ln of the distribution of the best below a node, its own shock included. */
  const logBest = new Float64Array(size);
  /** The same without its own shock: the sum over children. Zero for leaves. */
  const logInner = new Float64Array(size);
  /** d/dt logBest of leaves. */
  const hazards = new Float64Array(size);
  /** Distribution of the best outside of a node, below which it wins. */
  const outside = new Float64Array(size);

  return (means, variances, p) => {
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let node = 1; node < nodeCount; node++) {
      const leaf = columns[node] ?? 0;
      if (leaf >= leaves) continue;
      let variance = 0;
      for (let at = node; at > 0; at = parents[at] ?? 0) variance += variances[columns[at] ?? 0] ?? 0;
      const deviation = reach * Math.sqrt(variance);
      const mean = means[leaf] ?? 0;
      if (mean - deviation - below > low) low = mean - deviation - below;
      if (mean + deviation + above > high) high = mean + deviation + above;
    }
    const delta = (high - low) / (gridPoints - 1);

    logInner.fill(0);
    for (let node = nodeCount - 1; node > 0; node--) {
      const start = node * gridPoints;
      const column = columns[node] ?? 0;
      const deviation = Math.sqrt(variances[column] ?? 0);
      if (column < leaves) addLeaf(means[column] ?? 0, deviation, low, delta, logBest, hazards, start);
      else {
        for (let i = start; i < start + gridPoints; i++) logBest[i] = Math.exp(logInner[i] ?? 0);
        smooth(logBest, start, deviation / delta);
        for (let i = start; i < start + gridPoints; i++)
          logBest[i] = Math.log(Math.max(1e-300, logBest[i] ?? 0));
      }
      const up = (parents[node] ?? 0) * gridPoints;
      for (let i = 0; i < gridPoints; i++)
        logInner[up + i] = (logInner[up + i] ?? 0) + (logBest[start + i] ?? 0);
    }

    outside.fill(1, 0, gridPoints);
    let total = 0;
    for (let node = 0; node < nodeCount; node++) {
      const start = node * gridPoints;
      const column = columns[node] ?? 0;
      const up = (parents[node] ?? 0) * gridPoints;
      if (node > 0 && column < leaves) {
        let sum = 0;
        for (let i = 0; i < gridPoints; i++) sum += (outside[up + i] ?? 0) * (hazards[start + i] ?? 0);
        p[column] = sum;
        total += sum;
        continue;
      }
      // `outside` of an internal node becomes, for its children, the density weight of each place to win at.
      if (node > 0) {
        for (let i = 0; i < gridPoints; i++)
          outside[start + i] = (outside[up + i] ?? 0) * Math.exp(-(logBest[start + i] ?? 0));
        smooth(outside, start, Math.sqrt(variances[column] ?? 0) / delta);
      }
      for (let i = start; i < start + gridPoints; i++)
        outside[i] = (outside[i] ?? 0) * Math.exp(logInner[i] ?? 0);
    }
    for (let leaf = 0; leaf < leaves; leaf++) p[leaf] = (p[leaf] ?? 0) / total;
  };
}
