import type { TreeIndex } from "../tree/taxonomy.ts";
import { standardNormalDeviates } from "./normal-deviates.ts";

/**
 * Builds a function that makes draws of one row's logits from their moments: `logits[s * V + v]` in draw s and column v is
 *
 *     means[v] + sum over the nodes u on the path to v of deviations[u] shocks[u, s]
 *
 * and for an internal node its own shock besides. The shocks are the same for every row; see `standardNormalDeviates`.
 *
 * @returns a function of V means, K deviations and where to write S x V logits
 */
export function regeneratedDraws(
  tree: TreeIndex,
  draws: number,
): (means: Float64Array, deviations: Float64Array, logits: Float64Array) => void {
  const columns = tree.nodeCount - 1;
  const leaves = tree.leaves.length;
  const count = columns + tree.internals.length;
  const shocks = standardNormalDeviates(count, draws);
  /** Column above each column; the root's children are below number V, which stays 0. */
  const above = new Int32Array(columns);
  for (let node = 1; node < tree.nodeCount; node++) {
    const up = tree.columns[tree.taxonomy.parents[node] ?? 0] ?? -1;
    above[tree.columns[node] ?? 0] = up < 0 ? columns : up;
  }
  const shifts = new Float64Array(columns);
  /** Logits of one draw without what is an internal node's own, and 0 for the root. */
  const line = new Float64Array(columns + 1);

  return (means, deviations, logits) => {
    for (let v = 0; v < columns; v++) {
      const up = above[v] ?? 0;
      shifts[v] = (means[v] ?? 0) - (up < columns ? (means[up] ?? 0) : 0);
    }
    for (let s = 0; s < draws; s++) {
      const shock = s * count;
      const start = s * columns;
      // Internal nodes are numbered breadth first: a parent comes before its children.
      for (let v = leaves; v < columns; v++) {
        const here =
          (line[above[v] ?? 0] ?? 0) + (shifts[v] ?? 0) + (deviations[v] ?? 0) * (shocks[shock + v] ?? 0);
        line[v] = here;
        const own = columns + v - leaves;
        logits[start + v] = here + (deviations[own] ?? 0) * (shocks[shock + own] ?? 0);
      }
      for (let v = 0; v < leaves; v++) {
        logits[start + v] =
          (line[above[v] ?? 0] ?? 0) + (shifts[v] ?? 0) + (deviations[v] ?? 0) * (shocks[shock + v] ?? 0);
      }
    }
  };
}
