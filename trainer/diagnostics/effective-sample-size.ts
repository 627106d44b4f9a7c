import { type Chains, drawsPerChain, hasValidDraws, mapDraws, splitChains } from "./chains.ts";
import { mean, variance } from "./moments.ts";
import { quantileOfSorted, sortDraws } from "./quantile.ts";
import { rankNormalise } from "./rank-normalise.ts";

/**
 * Effective sample size of the rank-normalised split chains: the number of independent draws that
 * would locate the bulk of the distribution as well. NaN for fewer than four draws in a chain or
 * NaN among them. The number of draws for a constant.
 *
 * Vehtari et al. (2021), sections 3.2 and 4.1; the same number as ArviZ's `ess`.
 */
export function bulkEss(chains: Chains): number {
  return hasValidDraws(chains, 1) ? effectiveSampleSize(rankNormalise(splitChains(chains))) : Number.NaN;
}

/**
 * Effective sample size of the tails: the smaller of the 5 % and 95 % quantiles'. Vehtari et al.
 * (2021).
 */
export function tailEss(chains: Chains): number {
  return Math.min(quantileEss(chains, 0.05), quantileEss(chains, 0.95));
}

/**
 * Effective sample size of the mean: of the draws and not their ranks, so it needs a finite
 * variance.
 */
export function meanEss(chains: Chains): number {
  return hasValidDraws(chains, 1) ? effectiveSampleSize(splitChains(chains)) : Number.NaN;
}

/**
 * Effective sample size of a quantile: that of the mean of I(draw <= quantile). Vehtari et al.
 * (2021).
 */
export function quantileEss(chains: Chains, probability: number): number {
  if (!hasValidDraws(chains, 1)) return Number.NaN;
  const quantile = quantileOfSorted(sortDraws(chains), probability);
  return effectiveSampleSize(splitChains(mapDraws(chains, (draw) => (draw <= quantile ? 1 : 0))));
}

/**
 * Effective sample size of the mean of chains that are not split: M N / tau, at most M N log10(M
 * N), for M chains of N draws. The autocorrelation at a lag comes from all chains together, so
 * chains that disagree lower the effective sample size.
 *
 * Vehtari et al. (2021), section 3.2.
 */
export function effectiveSampleSize(chains: Chains): number {
  const length = drawsPerChain(chains);
  const size = chains.length * length;
  if (isConstant(chains)) return size;
  const tau = autocorrelationTime(autocorrelation(chains), length);
  return Number.isNaN(tau) ? Number.NaN : size / Math.max(tau, 1 / Math.log10(size));
}

/**
 * Combined autocorrelation at lag t:
 *
 *     rho(t) = 1 - (W - mean over chains of the autocovariance at t) / var+
 *
 * with W the mean variance of the chains and var+ = (N - 1) / N W + B / N. It is computed lag by
 * lag, since Geyer's rule stops after few.
 */
function autocorrelation(chains: Chains): (lag: number) => number {
  const length = drawsPerChain(chains);
  const means = Float64Array.from(chains, mean);
  const centred = chains.map((chain, k) => chain.map((draw) => draw - (means[k] ?? 0)));
  const covariance = (lag: number) => mean(Float64Array.from(centred, (chain) => autocovariance(chain, lag)));
  const biased = covariance(0);
  const within = (biased * length) / (length - 1);
  const total = biased + (chains.length > 1 ? variance(means) : 0);
  return (lag) => (lag === 0 ? 1 : 1 - (within - covariance(lag)) / total);
}

/** Sum of x[i] x[i + lag] over N, for a chain of mean zero. */
function autocovariance(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < centred.length; i++) sum += (centred[i] ?? 0) * (centred[i - lag] ?? 0);
  return sum / centred.length;
}

/**
 * Integrated autocorrelation time, tau = 1 + 2 (rho(1) + rho(2) + ...). The sum is cut and
 * smoothed as in Geyer (1992), "Practical Markov chain Monte Carlo", section 3.3.
 *
 * Sums of two neighbours, rho(2k) + rho(2k + 1), are positive and decreasing for a reversible
 * chain. So the first pair that is not positive ends the sum, and a pair larger than the one
 * before is replaced by it. Of the pair that ends the sum, rho(2k) counts once if it is positive.
 */
function autocorrelationTime(rho: (lag: number) => number, length: number): number {
  let even = 1;
  let odd = rho(1);
  let previous = Number.POSITIVE_INFINITY;
  let sum = 0;
  let lag = 2;
  while (lag + 2 < length && even + odd > 0) {
    previous = Math.min(previous, even + odd);
    sum += previous;
    even = rho(lag);
    odd = rho(lag + 1);
    lag += 2;
  }
  const last = even > 0 || even + odd >= 0 ? even : 0;
  return Number.isNaN(odd) ? Number.NaN : -1 + 2 * sum + last;
}

/** Whether draws differ by rounding at most: the criterion of ArviZ. */
function isConstant(chains: Chains): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const chain of chains) {
    for (const draw of chain) {
      if (draw < least) least = draw;
      if (draw > most) most = draw;
    }
  }
  return most - least < 1e-15;
}
