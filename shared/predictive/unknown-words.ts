import type { PackedPosterior } from "../artifact/model.ts";
import { columnTree } from "../tree/column-tree.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { standardNormalDeviates } from "./normal-deviates.ts";

/**
 * What words that training did not see add to a title's logits. Their coefficients have the prior,
 *
 *     beta[v] = beta[parent(v)] + sigma[parent(v)] e[v],   beta[root] = 0
 *
 * with e independent standard normals. So words with the values x add independent normals down the
 * tree, that of node v with the variance
 *
 *     share (sum of x squared) sigma[parent(v)]^2
 *
 * Internal nodes have no further deviate of their own. The share would be 1 for the prior as it
 * stands; `docs/model.md` says why it is smaller.
 */

/** The part of a posterior that says what the prior is. */
type PriorSource = Pick<PackedPosterior, "draws" | "scales" | "columns" | "unknownShare">;

/** Share times the mean over draws of sigma[parent(v)]^2 for every column v, V numbers. */
export function priorVariances(posterior: PriorSource, tree: TreeIndex): Float64Array {
  const { draws, scales, columns, unknownShare } = posterior;
  const groups = tree.groups.length;
  const { group } = columnTree(tree);
  return Float64Array.from({ length: columns }, (_, v) => {
    let sum = 0;
    for (let s = 0; s < draws; s++) sum += (scales[s * groups + (group[v] ?? 0)] ?? 0) ** 2;
    return (unknownShare * sum) / draws;
  });
}

/**
 * Builds a function that adds unknown words to the logits of a row in explicit draws,
 * `logits[s * V + v]`; `squares` is the sum of their squared values. Draw s uses its own scales and
 * the deviates of `standardNormalDeviates`.
 */
export function unknownDraws(
  posterior: PriorSource,
  tree: TreeIndex,
): (squares: number, logits: Float64Array) => void {
  const { draws, scales, columns, unknownShare } = posterior;
  const groups = tree.groups.length;
  const { parent, group } = columnTree(tree);
  const count = columns + tree.internals.length;
  const leaves = tree.leaves.length;
  /** Sums of one draw down to each column; the last entry, the root's, stays 0. */
  const pathSums = new Float64Array(columns + 1);

  return (squares, logits) => {
    const size = Math.sqrt(unknownShare * squares);
    if (size === 0) return;
    const deviates = standardNormalDeviates(count, draws);
    for (let s = 0; s < draws; s++) {
      const add = (v: number) => {
        const up = parent[v] ?? -1;
        const deviation = size * (scales[s * groups + (group[v] ?? 0)] ?? 0);
        pathSums[v] = (pathSums[up < 0 ? columns : up] ?? 0) + deviation * (deviates[s * count + v] ?? 0);
        logits[s * columns + v] = (logits[s * columns + v] ?? 0) + (pathSums[v] ?? 0);
      };
      // Internal nodes are numbered breadth first, so parents come before their children.
      for (let v = leaves; v < columns; v++) add(v);
      for (let v = 0; v < leaves; v++) add(v);
    }
  };
}
