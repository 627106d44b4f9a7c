import type { TreeIndex } from "../tree/taxonomy.ts";
import { expOfNegative } from "./fast-exp.ts";
import { gaussianConvolution } from "./gaussian-convolution.ts";
import { gumbelNormal } from "./gumbel-normal.ts";

/**
 * Points of the grid that distributions of maxima are kept on: so many that they are at most `widestStep` logits apart, but within these limits.
 * On real titles 300 points give a predictive within 1e-6 nats of that of 32, and no probability above 1e-4 that differs by more than 4 %
 * of itself.
 */
const fewestPoints = 32;
const mostPoints = 256;
const widestStep = 2;
/** More variance than this, a standard deviation of 400 logits, counts as this: such a class is either sure or out. */
const mostVariance = 160_000;

/** Standard deviations and logits that the grid reaches beyond the classes. Improbable classes win where all others are low. */
const reachBelow = 5;
const reachAbove = 4;
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
 *   where to write p, which sums to 1. It allocates nothing but larger
 *   grids when a row is more uncertain than all before.
 */
export function gaussianTree(
  tree: TreeIndex,
): (means: Float64Array, variances: Float64Array, p: Float64Array) => void {
  const { nodeCount } = tree;
  const leaves = tree.leaves.length;
  const parents = Int32Array.from(tree.taxonomy.parents);
  const columns = Int32Array.from(tree.columns);
  const addLeaf = gumbelNormal();
  const smooth = gaussianConvolution();
  const capped = new Float64Array(nodeCount);
  let points = fewestPoints;
  let grids = makeGrids(nodeCount * points);

  /** Places the grid; returns its first point and its step. */
  function place(means: Float64Array, variances: Float64Array): [number, number] {
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let node = 1; node < nodeCount; node++) {
      const leaf = columns[node] ?? 0;
      capped[node] = Math.min(mostVariance, variances[leaf] ?? 0);
      if (leaf >= leaves) continue;
      let variance = 0;
      for (let at = node; at > 0; at = parents[at] ?? 0)
        variance += Math.min(mostVariance, variances[columns[at] ?? 0] ?? 0);
      const deviation = Math.sqrt(variance);
      const mean = means[leaf] ?? 0;
      low = Math.max(low, mean - reachBelow * deviation - below);
      high = Math.max(high, mean + reachAbove * deviation + above);
    }
    const wanted = Math.ceil((high - low) / widestStep) + 1;
    points = Math.max(fewestPoints, Math.min(mostPoints, wanted));
    if (grids.outside.length < nodeCount * points) grids = makeGrids(nodeCount * points);
    return [low, (high - low) / (points - 1)];
  }

  return (means, variances, p) => {
    const [low, delta] = place(means, variances);
    const { logBest, logInner, hazards, outside } = grids;

    logInner.fill(0);
    for (let node = nodeCount - 1; node > 0; node--) {
      const start = node * points;
      const end = start + points;
      const column = columns[node] ?? 0;
      const deviation = Math.sqrt(capped[node] ?? 0);
      if (column < leaves) addLeaf(means[column] ?? 0, deviation, low, delta, logBest, hazards, start, end);
      else {
        for (let i = start; i < end; i++) logBest[i] = expOfNegative(logInner[i] ?? 0);
        smooth(logBest, start, end, deviation / delta);
        for (let i = start; i < end; i++) logBest[i] = Math.log(Math.max(1e-300, logBest[i] ?? 0));
      }
      const up = (parents[node] ?? 0) * points - start;
      for (let i = start; i < end; i++) logInner[up + i] = (logInner[up + i] ?? 0) + (logBest[i] ?? 0);
    }

    outside.fill(1, 0, points);
    let total = 0;
    for (let node = 0; node < nodeCount; node++) {
      const start = node * points;
      const end = start + points;
      const column = columns[node] ?? 0;
      const up = (parents[node] ?? 0) * points - start;
      if (node > 0 && column < leaves) {
        let sum = 0;
        for (let i = start; i < end; i++) sum += (outside[up + i] ?? 0) * (hazards[i] ?? 0);
        p[column] = sum;
        total += sum;
        continue;
      }
      // `outside` of an internal node becomes, for its children, the density weight of each place to win at.
      if (node > 0) {
        for (let i = start; i < end; i++) outside[i] = (outside[up + i] ?? 0) * Math.exp(-(logBest[i] ?? 0));
        smooth(outside, start, end, Math.sqrt(capped[node] ?? 0) / delta);
      }
      for (let i = start; i < end; i++) outside[i] = (outside[i] ?? 0) * expOfNegative(logInner[i] ?? 0);
    }
    for (let leaf = 0; leaf < leaves; leaf++) p[leaf] = (p[leaf] ?? 0) / total;
  };
}

type Grids = {
  /** ln of the distribution of the best below a node, its own shock included. */
  readonly logBest: Float64Array;
  /** The same without its own shock: the sum over children. Zero for leaves. */
  readonly logInner: Float64Array;
  /** d/dt logBest of leaves. */
  readonly hazards: Float64Array;
  /** Distribution of the best outside of a node, below which it wins. */
  readonly outside: Float64Array;
};

function makeGrids(size: number): Grids {
  const grid = () => new Float64Array(size);
  return { logBest: grid(), logInner: grid(), hazards: grid(), outside: grid() };
}
