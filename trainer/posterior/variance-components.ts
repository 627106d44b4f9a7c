import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";

/** What a posterior of moments keeps, before rounding. */
export type PosteriorMoments = {
  /** Posterior mean of every coefficient, p x V. */
  readonly means: Float64Array;
  /** Variance of every tree effect, p x (V + internal nodes), see `varianceComponents`. */
  readonly variances: Float32Array;
};

/**
 * Variance components: a feature's coefficients are taken for sums of independent effects down the
 * tree. Their variances give the coefficients their posterior variances and covariances:
 *
 *     S_u = mean covariance of two leaves that part at node u, all children weighing alike
 *     shared effect of internal node u   S_u - S_parent(u)
 *     effect of leaf c                   var(beta_c) - S_parent(c)
 *     own effect of internal node u      var(beta_u) - S_u
 *
 * each at least 0. S of the root is in every class alike and does not change the softmax. One pass
 * over the draws; memory p x (V + groups).
 *
 * @param means posterior means, p x V
 * @returns p x (V + internal nodes): effects of leaves and shared effects by column, then own
 *   effects
 */
export function varianceComponents(
  draws: PosteriorDraws,
  tree: TreeIndex,
  means: Float64Array,
): Float32Array {
  const { features, columns, count } = draws;
  const groups = tree.groups.length;
  const variances = new Float32Array(features * columns);
  const shared = new Float32Array(features * groups);
  const coefficients = new Float32Array(features * columns);
  const scales = new Float32Array(groups);
  const lines = groupLines(tree);
  const level = new Float64Array(tree.nodeCount);
  for (let draw = 0; draw < count; draw++) {
    draws.read(draw, coefficients, scales);
    for (let j = 0; j < features; j++) {
      const row = j * columns;
      for (let v = 0; v < columns; v++) {
        const deviation = (coefficients[row + v] ?? 0) - (means[row + v] ?? 0);
        coefficients[row + v] = deviation;
        variances[row + v] = (variances[row + v] ?? 0) + (deviation * deviation) / count;
      }
      for (const { group, node, children } of lines) {
        let sum = 0;
        let squares = 0;
        for (const { leaf, child } of children) {
          const value = (leaf < 0 ? level[child] : coefficients[row + leaf]) ?? 0;
          sum += value;
          squares += value * value;
        }
        const n = children.length;
        level[node] = sum / n;
        const at = j * groups + group;
        if (n > 1) shared[at] = (shared[at] ?? 0) + (sum * sum - squares) / (n * (n - 1)) / count;
      }
    }
  }
  return effectVariances(tree, features, variances, shared);
}

type GroupLine = {
  readonly group: number;
  readonly node: number;
  readonly children: readonly { readonly child: number; readonly leaf: number }[];
};

/**
 * Groups from the bottom up, with their children. `leaf`: a leaf's column, -1 for an internal node.
 */
function groupLines(tree: TreeIndex): GroupLine[] {
  return tree.groups
    .map((node, group) => ({
      group,
      node,
      children: (tree.children[node] ?? []).map((child) => {
        const column = tree.columns[child] ?? 0;
        return { child, leaf: column < tree.leaves.length ? column : -1 };
      }),
    }))
    .toReversed();
}

function effectVariances(
  tree: TreeIndex,
  features: number,
  variances: Float32Array,
  shared: Float32Array,
): Float32Array {
  const columns = tree.nodeCount - 1;
  const leaves = tree.leaves.length;
  const width = columns + tree.internals.length;
  const effects = new Float32Array(features * width);
  const total = new Float64Array(tree.nodeCount);
  for (let j = 0; j < features; j++) {
    const varianceOf = (node: number) => variances[j * columns + (tree.columns[node] ?? 0)] ?? 0;
    tree.groups.forEach((node, group) => {
      const parent = tree.taxonomy.parents[node] ?? -1;
      const children = tree.children[node] ?? [];
      const above = parent < 0 ? Number.NEGATIVE_INFINITY : (total[parent] ?? 0);
      // A single child tells nothing of what children share.
      const withoutSiblings = parent < 0 ? 0 : above;
      const covariance =
        children.length > 1 ? (shared[j * tree.groups.length + group] ?? 0) : withoutSiblings;
      // Leaves cannot share more than the smallest of their variances.
      let most = Number.POSITIVE_INFINITY;
      for (const child of children)
        if ((tree.columns[child] ?? 0) < leaves) most = Math.min(most, varianceOf(child));
      const here = Math.max(above, Math.min(covariance, most));
      total[node] = here;
      const column = tree.columns[node] ?? -1;
      if (parent >= 0) {
        effects[j * width + column] = here - above;
        effects[j * width + columns + column - leaves] = Math.max(0, varianceOf(node) - here);
      }
      for (const child of children) {
        const leaf = tree.columns[child] ?? 0;
        if (leaf < leaves) effects[j * width + leaf] = Math.max(0, varianceOf(child) - here);
      }
    });
  }
  return effects;
}
