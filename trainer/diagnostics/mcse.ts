import { betaQuantile } from "./beta-quantile.ts";
import { type Chains, hasValidDraws, poolChains } from "./chains.ts";
import { meanEss, quantileEss } from "./effective-sample-size.ts";
import { variance } from "./moments.ts";
import { sortDraws } from "./quantile.ts";

/**
 * Monte Carlo standard error of the mean of all draws, in the draws' unit: sd / sqrt(ESS of the
 * mean). NaN where that ESS is. The same number as ArviZ's `mcse`.
 */
export function meanMcse(chains: Chains): number {
  return hasValidDraws(chains, 1) ? Math.sqrt(variance(poolChains(chains)) / meanEss(chains)) : Number.NaN;
}

/**
 * Monte Carlo standard error of a quantile, in the draws' unit: half the width of an interval that
 * contains it with the probability of one standard deviation of a normal. The interval ends at
 * order statistics, chosen by the 16 % and 84 % quantiles of Beta(S p + 1, S (1 - p) + 1), where S
 * is the ESS of the quantile.
 *
 * Vehtari et al. (2021), section 4.4; the same number as ArviZ's `mcse(method="quantile")`.
 */
export function quantileMcse(chains: Chains, probability: number): number {
  if (!hasValidDraws(chains, 1)) return Number.NaN;
  const ess = quantileEss(chains, probability);
  if (Number.isNaN(ess)) return Number.NaN;
  const sorted = sortDraws(chains);
  const place = (normalProbability: number) =>
    sorted.length * betaQuantile(normalProbability, ess * probability + 1, ess * (1 - probability) + 1) - 1;
  const low = sorted[Math.floor(Math.max(place(0.1586553), 0))] ?? Number.NaN;
  const high = sorted[Math.ceil(Math.min(place(0.8413447), sorted.length - 1))] ?? Number.NaN;
  return (high - low) / 2;
}
