import { fastExp } from "../numerics/fast-exp.ts";
import { internalParents } from "../tree/column-tree.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import type { LikelyLeaves } from "./likely-leaves.ts";
import { standardNormalDeviates } from "./normal-deviates.ts";

/** Draws of one row's logits that are regenerated from its moments. */
export type RegeneratedDraws = {
  /**
   * Writes the logits of internal nodes, and of some leaves.
   *
   * @param means of V columns
   * @param deviations standard deviations of K normal deviates
   * @param logits S x V, draw by draw
   */
  regenerate(
    means: Float64Array,
    deviations: Float64Array,
    logits: Float64Array,
    which: Pick<LikelyLeaves, "leaves" | "count">,
  ): void;
  /** Writes the logits of one more leaf of the same row. */
  addLeaf(leaf: number, means: Float64Array, deviations: Float64Array, logits: Float64Array): void;
  /**
   * What some leaves have that are not computed in every draw, given the sum of their weights for
   * each parent, as `parents` has them. In draw s a leaf has its weight times
   *
   *     exp(mean + path_s - logNormaliser_s)
   *     path_s = sum of deviations[u] deviates[u, s] over the path to the leaf's parent
   *
   * Writes the mean of the exponential over draws for each parent to `shares`, and the sum over
   * leaves for each draw to `masses`.
   */
  shareUnlikely(
    mean: number,
    logNormalisers: Float64Array,
    weights: Float64Array,
    shares: Float64Array,
    masses: Float64Array,
  ): void;
  /** Number of each leaf's parent: an internal node's, or the last, the root's. */
  readonly parents: Int32Array;
};

/**
 * Builds the draws of a tree: the logit `logits[s * V + v]` of column v in draw s is
 *
 *     means[v] + sum over the nodes u on the path to v of deviations[u] deviates[u, s]
 *
 * and for an internal node also its own deviate. The deviates are the same for every row; see
 * `standardNormalDeviates`.
 */
export function regeneratedDraws(tree: TreeIndex, draws: number): RegeneratedDraws {
  const columns = tree.nodeCount - 1;
  const leaves = tree.leaves.length;
  const count = columns + tree.internals.length;
  const deviates = standardNormalDeviates(count, draws);
  const root = tree.internals.length;
  const parents = internalParents(tree);
  /**
   * Deviations of internal nodes' logits from their means without their own deviates, draw by draw.
   * The root's stay 0.
   */
  const paths = new Float64Array(draws * (root + 1));

  return {
    regenerate(means, deviations, logits, which) {
      for (let s = 0; s < draws; s++) {
        const first = s * count;
        const start = s * columns;
        const path = s * (root + 1);
        // Internal nodes are numbered breadth first: a parent comes before its children.
        for (let v = leaves; v < columns; v++) {
          const above = paths[path + (parents[v] ?? 0)] ?? 0;
          const here = above + (deviations[v] ?? 0) * (deviates[first + v] ?? 0);
          const ownDeviate = columns + v - leaves;
          paths[path + v - leaves] = here;
          logits[start + v] =
            (means[v] ?? 0) + here + (deviations[ownDeviate] ?? 0) * (deviates[first + ownDeviate] ?? 0);
        }
        for (let i = 0; i < which.count; i++) {
          const v = which.leaves[i] ?? 0;
          logits[start + v] =
            (means[v] ?? 0) +
            (paths[path + (parents[v] ?? 0)] ?? 0) +
            (deviations[v] ?? 0) * (deviates[first + v] ?? 0);
        }
      }
    },
    addLeaf(leaf, means, deviations, logits) {
      const deviation = deviations[leaf] ?? 0;
      for (let s = 0; s < draws; s++) {
        const above = paths[s * (root + 1) + (parents[leaf] ?? 0)] ?? 0;
        logits[s * columns + leaf] =
          (means[leaf] ?? 0) + above + deviation * (deviates[s * count + leaf] ?? 0);
      }
    },
    shareUnlikely(mean, logNormalisers, weights, shares, masses) {
      shares.fill(0);
      for (let s = 0; s < draws; s++) {
        const path = s * (root + 1);
        const log = mean - (logNormalisers[s] ?? 0);
        let mass = 0;
        for (let g = 0; g <= root; g++) {
          const weight = weights[g] ?? 0;
          if (weight === 0) continue;
          const share = fastExp((paths[path + g] ?? 0) + log);
          shares[g] = (shares[g] ?? 0) + share / draws;
          mass += weight * share;
        }
        masses[s] = mass;
      }
    },
    parents: parents.subarray(0, leaves),
  };
}
