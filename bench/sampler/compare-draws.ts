import { normalQuantile } from "../../shared/numerics/normal-quantile.ts";
import { type Chains, mapDraws, poolChains } from "../../trainer/diagnostics/chains.ts";
import { bulkEss } from "../../trainer/diagnostics/effective-sample-size.ts";
import { meanMcse } from "../../trainer/diagnostics/mcse.ts";
import { mean } from "../../trainer/diagnostics/moments.ts";
import { rHat } from "../../trainer/diagnostics/r-hat.ts";
import { type Problem, parameterLayout } from "../../trainer/model/problem.ts";
import type { ChainResult } from "../peers/peer-chain.ts";
import { quantitySeries } from "./efficiency.ts";

const falseAlarm = 0.01;

/** Smaller probabilities are too skewed for a normal error with these numbers of draws. */
const leastProbability = 0.01;

/**
 * Compares the draws of two samplers: scales, logits of training titles, and predictives.
 *
 * @param probes number of logits that were watched
 */
export function compareChains(
  { tree, ...problem }: Problem,
  probes: number,
  ours: readonly ChainResult[],
  theirs: readonly ChainResult[],
) {
  const { freeGroups, leaves } = parameterLayout({ tree, ...problem });
  const [first, second] = [quantitySeries(ours), quantitySeries(theirs)];
  const compare = (quantity: number, name: string) => compareDraws(name, first(quantity), second(quantity));
  const scales = freeGroups.map((group, k) =>
    compare(k, tree.taxonomy.labels[tree.groups[group] ?? 0] || "the root"),
  );
  if (scales.length > 0) {
    // A common shift may be too small to show in any.
    const together = (series: typeof first) => meanLog(freeGroups.map((_, k) => series(k)));
    scales.push(compareDraws("all, mean of ln sigma", together(first), together(second)));
  }
  const firstProbability = freeGroups.length + probes;
  const logits = Array.from({ length: probes }, (_, k) => compare(freeGroups.length + k, `logit ${k}`));
  const probabilities = Array.from(
    { length: (ours[0]?.draws[0]?.length ?? 0) - firstProbability },
    (_, k) => [first(firstProbability + k), second(firstProbability + k)] as const,
  );
  const large = probabilities.flatMap(([a, b], k) =>
    (mean(poolChains(a)) + mean(poolChains(b))) / 2 >= leastProbability
      ? [compareDraws(`title ${Math.floor(k / leaves)}, leaf ${k % leaves}`, a, b)]
      : [],
  );
  return {
    scales,
    families: [
      ...(scales.length > 0 ? [testFamily("scales", scales, falseAlarm)] : []),
      testFamily("logits of training titles", logits, falseAlarm),
      testFamily(`held-out probabilities of at least ${leastProbability}`, large, falseAlarm),
    ],
    totalVariation: compareVariation(probabilities, leaves),
  };
}

function meanLog(quantities: readonly Chains[]): Float64Array[] {
  const [first = []] = quantities;
  const logs = (chain: number, k: number) =>
    Float64Array.from(quantities, (chains) => Math.log(chains[chain]?.[k] ?? Number.NaN));
  return first.map((draws, chain) => draws.map((_, k) => mean(logs(chain, k))));
}

/** Moments of a quantity under two samplers, and their differences. */
export type Comparison = ReturnType<typeof compareDraws>;

/** Compares the mean and the variance of one quantity under two samplers. */
export function compareDraws(name: string, first: Chains, second: Chains) {
  const means = [mean(poolChains(first)), mean(poolChains(second))] as const;
  const centre = (means[0] + means[1]) / 2;
  const squares = (chains: Chains) => mapDraws(chains, (draw) => (draw - centre) ** 2);
  const sd = (chains: Chains) => Math.sqrt(mean(poolChains(squares(chains))));
  return {
    name,
    means,
    sds: [sd(first), sd(second)] as const,
    /** Differences in Monte Carlo standard errors of both sides together. */
    zMean: distance(first, second),
    zVariance: distance(squares(first), squares(second)),
    ess: [bulkEss(first), bulkEss(second)] as const,
    maxRHat: Math.max(rHat(first), rHat(second)),
  };
}

function distance(first: Chains, second: Chains): number {
  return (mean(poolChains(first)) - mean(poolChains(second))) / Math.hypot(meanMcse(first), meanMcse(second));
}

/** Whether the quantities of one kind agree. */
export type Family = ReturnType<typeof testFamily>;

/** Tests means and variances of a family at a false-alarm rate. */
export function testFamily(name: string, comparisons: readonly Comparison[], falseAlarm: number) {
  const count = comparisons.length;
  // |z| that the largest of all exceeds with at most the false-alarm rate (Bonferroni).
  const limit = -normalQuantile(falseAlarm / (4 * count));
  const largest = (pick: (one: Comparison) => number) =>
    Math.max(...comparisons.map((one) => Math.abs(pick(one))));
  const rms = (pick: (one: Comparison) => number) =>
    Math.sqrt(comparisons.reduce((sum, one) => sum + pick(one) ** 2 / count, 0));
  const largestZMean = largest(({ zMean }) => zMean);
  const largestZVariance = largest(({ zVariance }) => zVariance);
  return {
    name,
    comparisons: count,
    largestZMean,
    largestZVariance,
    limit,
    /** Median of the largest |z| of as many independent standard normal ones. */
    typicalLargest: -normalQuantile((1 - 0.5 ** (1 / count)) / 2),
    /** Near 1 when the differences are Monte Carlo error alone. */
    rmsZMean: rms(({ zMean }) => zMean),
    rmsZVariance: rms(({ zVariance }) => zVariance),
    largestDifference: largest(({ means: [a, b] }) => a - b),
    maxRHat: Math.max(...comparisons.map(({ maxRHat }) => maxRHat)),
    agree: largestZMean <= limit && largestZVariance <= limit,
  };
}

/** Total variation between two samplers' predictives of a title, over titles. */
export function compareVariation(probabilities: readonly (readonly [Chains, Chains])[], leaves: number) {
  // For each title half the sum of absolute differences over its leaves.
  const variations = (difference: (both: readonly [Chains, Chains]) => number) => {
    const found = new Float64Array(probabilities.length / leaves);
    for (const [k, both] of probabilities.entries()) {
      const title = Math.floor(k / leaves);
      found[title] = (found[title] ?? 0) + Math.abs(difference(both)) / 2;
    }
    return found;
  };
  const between = variations(([first, second]) => mean(poolChains(first)) - mean(poolChains(second)));
  const own = ([0, 1] as const).map((side) =>
    variations((both) => {
      const half = both[side].length / 2;
      return mean(poolChains(both[side].slice(0, half))) - mean(poolChains(both[side].slice(half)));
    }),
  );
  // What Monte Carlo error makes alone. A mean over all chains has a standard error e, so halves
  // differ by 2 e. Samplers differ by the root of the sum of their e^2.
  return { mean: mean(between), largest: Math.max(...between), expected: Math.hypot(...own.map(mean)) / 2 };
}
