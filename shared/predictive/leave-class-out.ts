import type { PackedPosterior } from "../artifact/model.ts";
import { ancestry, type TreeIndex } from "../tree/taxonomy.ts";
import { entropy } from "./softmax.ts";

/**
 * Leave-class-out predictions: what a model says of a title if its taxonomy had never had one
 * class. The functions change the predictor's arrays in place.
 */
export type LeaveClassOut = {
  /**
   * Removes what a node has taught others from their logits, `logits[s * V + v]`.
   *
   * Below the top it has taught its parent. Given its n children, which vary around it with the
   * scale sigma, and its own parent, a parent's coefficients are normal. Their mean weighs each
   * child by its precision, 1 / sigma^2. Without one child it is
   *
   *     (P logit_parent - logit_node / sigma^2) / (P - 1 / sigma^2)
   *     P = n / sigma^2 + 1 / sigma[parent's parent]^2
   *
   * A top class has pushed all others down. At the posterior's mode the coefficients of the n top
   * classes of a word sum to 0, since the likelihood does not change when all move together. So
   * without one of them all logits rise by its own logit / (n - 1).
   */
  removeFromOthers(node: number, logits: Float64Array): void;
  /**
   * Sets the probability of some leaves to 0 in every draw and rescales the others to sum 1.
   * Updates `means` and `logNormalisers` with them.
   *
   * @returns the mean entropy over draws, in nats
   */
  removeLeaves(
    leaves: readonly number[],
    perDraw: Float64Array,
    means: Float64Array,
    logNormalisers: Float64Array,
  ): number;
  /** Positions in `tree.groups` of a node and of the internal nodes below it. */
  groupsBelow(node: number): Set<number>;
};

/** Builds the leave-class-out functions of a model. */
export function leaveClassOut(tree: TreeIndex, { draws, scales }: PackedPosterior): LeaveClassOut {
  const leafCount = tree.leaves.length;
  const columns = tree.nodeCount - 1;
  const groups = tree.groups.length;

  function recentre(node: number, logits: Float64Array): void {
    const rest = (tree.children[0]?.length ?? 1) - 1;
    if (rest < 1) return;
    const column = tree.columns[node] ?? 0;
    for (let s = 0; s < draws; s++) {
      const start = s * columns;
      const shift = (logits[start + column] ?? 0) / rest;
      for (let v = 0; v < columns; v++) logits[start + v] = (logits[start + v] ?? 0) + shift;
    }
  }

  return {
    removeFromOthers(node, logits) {
      const parent = tree.taxonomy.parents[node] ?? 0;
      if (parent <= 0) {
        recentre(node, logits);
        return;
      }
      const above = tree.groups.indexOf(tree.taxonomy.parents[parent] ?? 0);
      const group = tree.groups.indexOf(parent);
      const [from, to] = [tree.columns[node] ?? 0, tree.columns[parent] ?? 0];
      const siblings = tree.children[parent]?.length ?? 1;
      for (let s = 0; s < draws; s++) {
        const ofNode = 1 / (scales[s * groups + group] ?? 1) ** 2;
        const total = siblings * ofNode + 1 / (scales[s * groups + above] ?? 1) ** 2;
        const start = s * columns;
        logits[start + to] =
          (total * (logits[start + to] ?? 0) - ofNode * (logits[start + from] ?? 0)) / (total - ofNode);
      }
    },

    removeLeaves(leaves, perDraw, means, logNormalisers) {
      let meanEntropy = 0;
      means.fill(0);
      for (let s = 0; s < draws; s++) {
        const start = s * columns;
        for (const c of leaves) perDraw[start + c] = 0;
        let left = 1e-300;
        for (let c = 0; c < leafCount; c++) left += perDraw[start + c] ?? 0;
        for (let c = 0; c < leafCount; c++) {
          const p = (perDraw[start + c] ?? 0) / left;
          perDraw[start + c] = p;
          means[c] = (means[c] ?? 0) + p / draws;
        }
        logNormalisers[s] = (logNormalisers[s] ?? 0) + Math.log(left);
        meanEntropy += entropy(perDraw, start, leafCount) / draws;
      }
      return meanEntropy;
    },

    groupsBelow(node) {
      const below = new Set<number>();
      tree.groups.forEach((group, g) => {
        if (ancestry(tree.taxonomy, group).includes(node)) below.add(g);
      });
      return below;
    },
  };
}
