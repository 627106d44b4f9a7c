import { type Chains, pool } from "./chains.ts";

/** All draws in ascending order, in a new array: what `quantileOfSorted` reads. */
export function sortDraws(chains: Chains): Float64Array {
  return pool(chains).sort();
}

/**
 * Quantile by linear interpolation between order statistics, type 7 of Hyndman & Fan (1996), "Sample quantiles in
 * statistical packages": what R, NumPy and ArviZ use. `sorted`: ascending, not empty; `probability` in [0, 1].
 */
export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  const n = sorted.length;
  if (n < 2) return sorted[0] ?? Number.NaN;
  // Written so that it rounds as SciPy's mquantiles does: whether a draw equals the quantile decides indicators.
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
