import { type Chains, poolChains } from "./chains.ts";

/** Sorts all draws into a new array, for `quantileOfSorted`. */
export function sortDraws(chains: Chains): Float64Array {
  return poolChains(chains).sort();
}

/**
 * Quantile by linear interpolation between order statistics: type 7 of Hyndman & Fan (1996),
 * "Sample quantiles in statistical packages", as in R, NumPy and ArviZ. `sorted`: ascending and
 * not empty. `probability`: in [0, 1].
 */
export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  const n = sorted.length;
  if (n < 2) return sorted[0] ?? Number.NaN;
  // Rounds as SciPy's mquantiles does, because the ESS of a quantile depends on which draws equal
  // it.
  const place = n * probability + (1 - probability);
  const below = Math.floor(Math.min(Math.max(place, 1), n - 1));
  const weight = Math.min(Math.max(place - below, 0), 1);
  const low = sorted[below - 1] ?? Number.NaN;
  const high = sorted[below] ?? Number.NaN;
  if (weight === 0 || low === high) return low;
  return weight === 1 ? high : (1 - weight) * low + weight * high;
}

/** Median of all draws. */
export function median(chains: Chains): number {
  return quantileOfSorted(sortDraws(chains), 0.5);
}
