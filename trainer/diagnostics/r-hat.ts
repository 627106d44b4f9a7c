import { type Chains, containsNaN, drawsPerChain, hasValidDraws, mapDraws, splitChains } from "./chains.ts";
import { mean, variance } from "./moments.ts";
import { median } from "./quantile.ts";
import { rankNormalise } from "./rank-normalise.ts";

/**
 * Rank-normalised split R-hat: the larger of `bulkRHat` and `foldedRHat`. It is near 1 where the
 * chains agree. Above 1.01 they have not mixed. NaN for fewer than two chains, fewer than four
 * draws, NaN among the draws, or a quantity that never changes. Infinity where each chain is stuck
 * at its own value.
 *
 * Vehtari et al. (2021), section 4.1; the same number as ArviZ's `rhat`.
 */
export function rHat(chains: Chains): number {
  const bulk = bulkRHat(chains);
  const folded = foldedRHat(chains);
  // Folding turns a quantity with two values into a constant. Its bulk R-hat is valid all the same.
  return Number.isNaN(folded) ? bulk : Math.max(bulk, folded);
}

/** Split R-hat of the rank-normalised draws: sensitive to chains that differ in location. */
export function bulkRHat(chains: Chains): number {
  if (!hasValidDraws(chains, 2)) return Number.NaN;
  return plainRHat(rankNormalise(splitChains(chains)));
}

/**
 * Split R-hat of the rank-normalised distances from the median: sensitive to chains that differ in
 * spread.
 */
export function foldedRHat(chains: Chains): number {
  if (!hasValidDraws(chains, 2)) return Number.NaN;
  const split = splitChains(chains);
  const centre = median(split);
  const folded = mapDraws(split, (draw) => Math.abs(draw - centre));
  return containsNaN(folded) ? Number.NaN : plainRHat(rankNormalise(folded));
}

/**
 * Potential scale reduction of Gelman & Rubin (1992): R-hat = sqrt(((N - 1) / N W + B / N) / W),
 * where W is the mean of the chains' variances and B / N the variance of their means. Vehtari et
 * al. (2021), section 3.1.
 */
function plainRHat(chains: Chains): number {
  const length = drawsPerChain(chains);
  const within = mean(Float64Array.from(chains, variance));
  const between = length * variance(Float64Array.from(chains, mean));
  return Math.sqrt((between / within + length - 1) / length);
}
