import { columnTree } from "../tree/column-tree.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { standardNormalDeviates } from "./normal-deviates.ts";

/**
 * Builds a function that regenerates draws of one row's logits from their moments: the logit
 * `logits[s * V + v]` of column v in draw s is
 *
 *     means[v] + sum over the nodes u on the path to v of deviations[u] deviates[u, s]
 *
 * and for an internal node also its own deviate. The deviates are the same for every row; see
 * `standardNormalDeviates`.
 *
 * @returns a function of V means, K standard deviations and the array for S x V logits
 */
export function regeneratedDraws(
  tree: TreeIndex,
  draws: number,
): (means: Float64Array, deviations: Float64Array, logits: Float64Array) => void {
  const columns = tree.nodeCount - 1;
  const leaves = tree.leaves.length;
  const count = columns + tree.internals.length;
  const deviates = standardNormalDeviates(count, draws);
  /** Column of each column's parent; V for the children of the root. */
  const parents = columnTree(tree).parent.map((up) => (up < 0 ? columns : up));
  const shifts = new Float64Array(columns);
  /** Logits of one draw without an internal node's own deviate; entry V, the root's, stays 0. */
  const pathSums = new Float64Array(columns + 1);

  return (means, deviations, logits) => {
    for (let v = 0; v < columns; v++) {
      const up = parents[v] ?? 0;
      shifts[v] = (means[v] ?? 0) - (up < columns ? (means[up] ?? 0) : 0);
    }
    for (let s = 0; s < draws; s++) {
      const first = s * count;
      const start = s * columns;
      // Internal nodes are numbered breadth first: a parent comes before its children.
      for (let v = leaves; v < columns; v++) {
        const here =
          (pathSums[parents[v] ?? 0] ?? 0) +
          (shifts[v] ?? 0) +
          (deviations[v] ?? 0) * (deviates[first + v] ?? 0);
        pathSums[v] = here;
        const own = columns + v - leaves;
        logits[start + v] = here + (deviations[own] ?? 0) * (deviates[first + own] ?? 0);
      }
      for (let v = 0; v < leaves; v++) {
        logits[start + v] =
          (pathSums[parents[v] ?? 0] ?? 0) +
          (shifts[v] ?? 0) +
          (deviations[v] ?? 0) * (deviates[first + v] ?? 0);
      }
    }
  };
}
