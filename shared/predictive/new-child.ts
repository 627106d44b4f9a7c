import type { PackedPosterior } from "../artifact/model.ts";
import { fastExp } from "../numerics/fast-exp.ts";
import { normalQuantile } from "../numerics/normal-quantile.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";

/**
 * Logits of one row in every draw: `logits[s * columns + v]`, leaves before internal nodes. The
 * columns of leaves are not used.
 */
export type DrawLogits = {
  readonly logits: Float64Array;
  /** Log of the sum over leaves of exp(logit), length S. */
  readonly logNormalisers: Float64Array;
  /** Length of the row: see `rowLength`. */
  readonly length: number;
};

/**
 * The predictive of classes that training did not see, beside the known ones. A new child of node
 * k has in draw s, with z ~ Normal(0, 1),
 *
 *     beta_new = beta_k + r sigma_k z,   so the logit   x beta_k + r sigma_k |x| z
 *
 * where r is the `siblingSpread` of the posterior; below the root beta_k is 0. One such child of
 * every node with children joins the softmax over the known leaves, each with the prior mass of one
 * known leaf. Their mass is calibrated later.
 *
 * The integral over z is the mean of z and -z, so S draws see 2 S values of z. The quantile of z
 * moves through (1/2, 1) from draw to draw in steps of the golden ratio, shifted from group to
 * group. The same title always has the same answer.
 */
export function newChildShares(
  tree: TreeIndex,
  posterior: Pick<PackedPosterior, "draws" | "scales" | "siblingSpread">,
) {
  const { draws } = posterior;
  const groups = tree.groups.length;
  const columns = tree.nodeCount - 1;
  const groupColumns = tree.groups.map((node) => tree.columns[node] ?? -1);
  /** Groups that have a new child, the first ones of this list. */
  const present = new Int32Array(groups);
  const up = new Float64Array(groups);
  const down = new Float64Array(groups);
  const deviations = newChildDeviations(tree, posterior);

  /**
   * Writes the mean over draws of the share that a new child of each group has, length G.
   *
   * @param absent positions of the groups that have no new child, where a class is left out
   */
  return (row: DrawLogits, shares: Float64Array, absent: ReadonlySet<number> = none): void => {
    shares.fill(0);
    let count = 0;
    for (let g = 0; g < groups; g++) if (!absent.has(g)) present[count++] = g;
    for (let s = 0; s < draws; s++) {
      const logNormaliser = row.logNormalisers[s] ?? 0;
      let sumUp = 1;
      let sumDown = 1;
      for (let k = 0; k < count; k++) {
        const g = present[k] ?? 0;
        const column = groupColumns[g] ?? -1;
        const logit = column < 0 ? 0 : (row.logits[s * columns + column] ?? 0);
        const shift = row.length * (deviations[s * groups + g] ?? 0);
        // `fastExp` stops short of overflow, so that sums stay finite.
        const high = fastExp(logit - logNormaliser + shift);
        const low = fastExp(logit - logNormaliser - shift);
        up[g] = high;
        down[g] = low;
        sumUp += high;
        sumDown += low;
      }
      for (let k = 0; k < count; k++) {
        const g = present[k] ?? 0;
        const share = ((up[g] ?? 0) / sumUp + (down[g] ?? 0) / sumDown) / 2;
        shares[g] = (shares[g] ?? 0) + share / draws;
      }
    }
  };
}

/**
 * Deviation of a new child of group g from its parent in draw s, for a row of length 1:
 * `deviations[s * G + g]`.
 */
export function newChildDeviations(
  tree: TreeIndex,
  { draws, scales, siblingSpread }: Pick<PackedPosterior, "draws" | "scales" | "siblingSpread">,
): Float64Array {
  const groups = tree.groups.length;
  return Float64Array.from({ length: draws * groups }, (_, k) => {
    const [s, g] = [Math.floor(k / groups), k % groups];
    const quantile = normalQuantile(0.5 + 0.5 * fraction((s + 0.5) * golden + g * silver));
    return siblingSpread * (scales[k] ?? 0) * quantile;
  });
}

const none: ReadonlySet<number> = new Set();
const golden = (Math.sqrt(5) - 1) / 2;
const silver = Math.SQRT2 - 1;

function fraction(x: number): number {
  return x - Math.floor(x);
}
