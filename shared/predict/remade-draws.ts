import type { TreeIndex } from "../tree/taxonomy.ts";
import { standardShocks } from "./shocks.ts";

/**
 * Builds a function that makes draws of one row's logits from their moments: `logits[s * V + v]` in draw s and column v is
 *
 *     means[v] + sum over the nodes u on the path to v of deviations[u] shocks[u, s]
 *
 * and for an internal node its own shock besides. The shocks are the same for every row; see `standardShocks`.
 *
 * @returns a function of V means, K deviations and where to write S x V logits
 */
export function remadeDraws(
  tree: TreeIndex,
  draws: number,
): (means: Float64Array, deviations: Float64Array, logits: Float64Array) => void {
  const columns = tree.nodeCount - 1;
  const leaves = tree.leaves.length;
  const shocks = standardShocks(columns + tree.internals.length, draws);
  /** Column above each column, or -1. */
  const above = new Int32Array(columns);
  for (let node = 1; node < tree.nodeCount; node++) {
    above[tree.columns[node] ?? 0] = tree.columns[tree.taxonomy.parents[node] ?? 0] ?? -1;
  }
  // Internal columns come first here, parents before children, then leaves.
  const order = Int32Array.from({ length: columns }, (_, k) => (k + leaves) % columns);

  return (means, deviations, logits) => {
    for (const v of order) {
      const up = above[v] ?? -1;
      const size = deviations[v] ?? 0;
      const shift = (means[v] ?? 0) - (up < 0 ? 0 : (means[up] ?? 0));
      for (let s = 0; s < draws; s++) {
        const base = up < 0 ? 0 : (logits[s * columns + up] ?? 0);
        logits[s * columns + v] = base + shift + size * (shocks[v * draws + s] ?? 0);
      }
    }
    // Last, so that what is an internal node's own does not reach its children.
    for (let v = leaves; v < columns; v++) {
      const shock = columns + v - leaves;
      const size = deviations[shock] ?? 0;
      for (let s = 0; s < draws; s++) {
        logits[s * columns + v] = (logits[s * columns + v] ?? 0) + size * (shocks[shock * draws + s] ?? 0);
      }
    }
  };
}
