import type { PackedPosterior } from "../artifact/model.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { fastExp } from "./fast-exp.ts";
import { normalQuantile } from "./normal-quantile.ts";

/**
 * Deviation of a new child's coefficients from its parent's, in units of how far its siblings stray, at the standard normal quantile `z`. A prior
 * of the deviations that is not normal changes this line alone.
 */
export function deviation(z: number): number {
  return z;
}

/** Logits of one row in every draw: `logits[s * columns + v]`, the leaves (which may be normalised already) before the inner nodes. */
export type DrawLogits = {
  readonly logits: Float64Array;
  /** Log of the sum over leaves of exp(logit), length S. */
  readonly logNormalisers: Float64Array;
  /** Euclidean length of the row, the intercept and the unknown words included. */
  readonly length: number;
};

/**
 * The predictive of a class that training did not see, beside the known ones. A new child of node k has, in draw s,
 *
 *     beta_new = beta_k + r sigma_k g(z),  so the logit  x beta_k + r sigma_k |x| g(z),   z ~ Normal(0, 1)
 *
 * with r the `siblingSpread` of the posterior, `g` the `deviation` above and nothing in place of beta_k below the root. One such child of every node with children competes with the known
 * leaves, with the prior mass of one known leaf; what its mass is worth is calibrated later. The integral over z is the mean of z
 * and -z with z a quantile that goes through (0, 1/2) from draw to draw in steps of the golden ratio, shifted from group to group:
 * the same title has the same answer, and S draws see 2 S values of z.
 */
export function newChildren(
  tree: TreeIndex,
  posterior: Pick<PackedPosterior, "draws" | "scales" | "siblingSpread">,
) {
  const { draws, scales, siblingSpread } = posterior;
  const groups = tree.groups.length;
  const columns = tree.nodeCount - 1;
  const groupColumns = tree.groups.map((node) => tree.columns[node] ?? -1);
  const presence = new Float64Array(groups);
  const up = new Float64Array(groups);
  const down = new Float64Array(groups);
  const deviations = Float64Array.from({ length: draws * groups }, (_, k) => {
    const [s, g] = [Math.floor(k / groups), k % groups];
    return siblingSpread * deviation(normalQuantile(0.5 + 0.5 * fraction((s + 0.5) * golden + g * silver)));
  });

  /**
   * Writes the mean over draws of the share that a new child of each group has, length G.
   *
   * @param absent groups that have no new child, ascending positions; for a taxonomy of which a part is struck out
   */
  return (row: DrawLogits, shares: Float64Array, absent: ReadonlySet<number> = none): void => {
    shares.fill(0);
    for (let g = 0; g < groups; g++) presence[g] = absent.has(g) ? 0 : 1;
    for (let s = 0; s < draws; s++) {
      const logNormaliser = row.logNormalisers[s] ?? 0;
      let sumUp = 1;
      let sumDown = 1;
      for (let g = 0; g < groups; g++) {
        const column = groupColumns[g] ?? -1;
        const logit = column < 0 ? 0 : (row.logits[s * columns + column] ?? 0);
        const swing = (scales[s * groups + g] ?? 0) * row.length * (deviations[s * groups + g] ?? 0);
        const present = presence[g] ?? 0;
        // Short of overflow, so that sums stay finite.
        const high = present * fastExp(logit - logNormaliser + swing);
        const low = present * fastExp(logit - logNormaliser - swing);
        up[g] = high;
        down[g] = low;
        sumUp += high;
        sumDown += low;
      }
      for (let g = 0; g < groups; g++) {
        const share = ((up[g] ?? 0) / sumUp + (down[g] ?? 0) / sumDown) / 2;
        shares[g] = (shares[g] ?? 0) + share / draws;
      }
    }
  };
}

const none: ReadonlySet<number> = new Set();
const golden = (Math.sqrt(5) - 1) / 2;
const silver = Math.SQRT2 - 1;

function fraction(x: number): number {
  return x - Math.floor(x);
}
