import type { PackedPosterior } from "../artifact/model.ts";
import { columnTree } from "../tree/column-tree.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { standardNormalDeviates } from "./normal-deviates.ts";

/**
 * What a word that training did not see adds to a title. Its coefficients are the prior's,
 *
 *     beta[v] = beta[parent(v)] + sigma[parent(v)] e[v],   e independent standard normals,   beta[root] = 0
 *
 * so several of them with the values x add independent shocks down the tree, the one of node v with the variance
 *
 *     share (sum of x squared) sigma[parent(v)]^2
 *
 * Internal nodes have no shock of their own beside it. The share is 1 if the prior is taken at its word; see `docs/model.md` for why it is not.
 */
type PriorSource = Pick<PackedPosterior, "draws" | "scales" | "columns" | "unknownShare">;

/** Share times the mean over draws of sigma[parent(v)]^2 for the shock of every column, V numbers. */
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
 * Builds a function that adds unknown words with `squares`, the sum of their squared values, to the logits of a row in explicit draws,
 * `logits[s * V + v]`. In draw s the scales are those of the draw and the shocks those of `standardNormalDeviates`.
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
  /** What is added in one draw, and 0 for the root. */
  const line = new Float64Array(columns + 1);

  return (squares, logits) => {
    const size = Math.sqrt(unknownShare * squares);
    if (size === 0) return;
    const shocks = standardNormalDeviates(count, draws);
    for (let s = 0; s < draws; s++) {
      const add = (v: number) => {
        const up = parent[v] ?? -1;
        const deviation = size * (scales[s * groups + (group[v] ?? 0)] ?? 0);
        line[v] = (line[up < 0 ? columns : up] ?? 0) + deviation * (shocks[s * count + v] ?? 0);
        logits[s * columns + v] = (logits[s * columns + v] ?? 0) + (line[v] ?? 0);
      };
      // Internal nodes are numbered breadth first: a parent comes before its children, and all of them before the leaves.
      for (let v = leaves; v < columns; v++) add(v);
      for (let v = 0; v < leaves; v++) add(v);
    }
  };
}
