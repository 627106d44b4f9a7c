import { columnTree } from "../tree/column-tree.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";

/** Most that all leaves together may have that are not likely. */
const mostUnlikely = 0.03;

/** Log of the probability below which one of so many leaves is not likely. */
export function leastLog(leaves: number): number {
  return Math.log(mostUnlikely / leaves);
}

/** The leaves of one row that are worth computing in every draw. */
export type LikelyLeaves = {
  /** How many entries of `leaves` count. */
  count: number;
  /** Their columns, ascending. */
  readonly leaves: Int32Array;
  /** Whether a leaf is among them, by column. */
  readonly isLikely: Uint8Array;
  /** The leaf with the largest mean. */
  top: number;
  /** For each leaf, the variance of its logit's distance from that of the leaf `top`. */
  readonly variances: Float64Array;
  /** For each leaf, the log of what its probability does not exceed. */
  readonly bounds: Float64Array;
};

/** All leaves of a tree as likely ones. */
export function allLeaves(tree: TreeIndex): LikelyLeaves {
  const count = tree.leaves.length;
  return {
    count,
    leaves: Int32Array.from({ length: count }, (_, c) => c),
    isLikely: new Uint8Array(count).fill(1),
    top: 0,
    variances: new Float64Array(count),
    bounds: new Float64Array(count),
  };
}

/**
 * Builds the function that finds the likely leaves of a row, given the means and variances of its
 * logits' normal deviates by column. The other leaves have at most `mostUnlikely` together. The
 * next call reuses the result.
 *
 * A leaf's logit lies d below that of the leaf with the largest mean, where d is normal with mean m
 * and variance v. Its probability is at most exp(-d) and at most 1, so by Chernoff's bound
 *
 *     p <= E min(1, exp(-d)) <= exp(v / 2 - m) if v <= m, else exp(-m^2 / (2 v))
 */
export function likelyLeafFinder(
  tree: TreeIndex,
): (means: Float64Array, variances: Float64Array) => LikelyLeaves {
  const columns = tree.nodeCount - 1;
  const count = tree.leaves.length;
  const parents = columnTree(tree).parent.map((up) => (up < 0 ? columns : up));
  const least = leastLog(count);
  /** Variance down to a column, and how much of it the top leaf shares; the root's stays 0. */
  const path = new Float64Array(columns + 1);
  const shared = new Float64Array(columns + 1);
  const isAbove = new Uint8Array(columns + 1);
  const likely = allLeaves(tree);

  return (means, variances) => {
    let top = 0;
    for (let c = 1; c < count; c++) if ((means[c] ?? 0) > (means[top] ?? 0)) top = c;
    isAbove.fill(0);
    for (let up = parents[top] ?? columns; up < columns; up = parents[up] ?? columns) isAbove[up] = 1;
    // Internal nodes are numbered breadth first: a parent comes before its children.
    for (let v = count; v < columns; v++) {
      const up = parents[v] ?? columns;
      const down = (path[up] ?? 0) + (variances[v] ?? 0);
      path[v] = down;
      shared[v] = isAbove[v] === 1 ? down : (shared[up] ?? 0);
    }
    const ofTop = (path[parents[top] ?? columns] ?? 0) + (variances[top] ?? 0);
    const mean = means[top] ?? 0;
    likely.top = top;
    likely.count = 0;
    for (let c = 0; c < count; c++) {
      const up = parents[c] ?? columns;
      const variance = (path[up] ?? 0) + (variances[c] ?? 0) + ofTop - 2 * (shared[up] ?? 0);
      const below = mean - (means[c] ?? 0);
      const bound = variance <= below ? variance / 2 - below : (-below * below) / (2 * variance);
      const isLikely = c === top || bound > least;
      likely.variances[c] = variance;
      likely.bounds[c] = bound;
      likely.isLikely[c] = isLikely ? 1 : 0;
      if (isLikely) likely.leaves[likely.count++] = c;
    }
    return likely;
  };
}
