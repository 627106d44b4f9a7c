import { normalQuantile } from "../../shared/numerics/normal-quantile.ts";
import { type Chains, drawsPerChain, poolChains } from "./chains.ts";

/**
 * Replaces draws by normal scores of their ranks among all draws of all chains. Ties share their
 * mean rank:
 *
 *     z = Phi^-1((rank - 3/8) / (S + 1/4)), S draws in all
 *
 * The moments of the result are finite for any tails and do not change under monotone
 * transformations.
 *
 * Vehtari, Gelman, Simpson, Carpenter & Buerkner (2021), "Rank-normalization, folding, and
 * localization: an improved R-hat for assessing convergence of MCMC", section 4.1, with Blom's
 * (1958) offset.
 */
export function rankNormalise(chains: Chains): Float64Array[] {
  const length = drawsPerChain(chains);
  const ranks = averageRanks(poolChains(chains));
  const scores = ranks.map((rank) => normalQuantile((rank - 3 / 8) / (ranks.length + 1 / 4)));
  return chains.map((_, k) => scores.subarray(k * length, (k + 1) * length));
}

/** Rank of every value, from 1. Equal values get the mean of their ranks. */
function averageRanks(values: Float64Array): Float64Array {
  // Sorting and searching numbers is several times faster than sorting positions with a comparison.
  const sorted = values.toSorted();
  return values.map((value) => {
    const below = firstPlace(sorted, (other) => other >= value);
    const upTo = firstPlace(sorted, (other) => other > value);
    return (below + 1 + upTo) / 2;
  });
}

/** First position of `sorted` that passes, or its length. All positions after it must pass. */
function firstPlace(sorted: Float64Array, passes: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const centre = (low + high) >> 1;
    if (passes(sorted[centre] ?? 0)) high = centre;
    else low = centre + 1;
  }
  return low;
}
