import { normalQuantile } from "../../shared/predictive/normal-quantile.ts";
import { type Chains, mapDraws, poolChains } from "../../trainer/diagnostics/chains.ts";
import { bulkEss } from "../../trainer/diagnostics/effective-sample-size.ts";
import { meanMcse } from "../../trainer/diagnostics/mcse.ts";
import { mean } from "../../trainer/diagnostics/moments.ts";
import { rHat } from "../../trainer/diagnostics/r-hat.ts";

/** One quantity by two samplers. */
export type Comparison = ReturnType<typeof compareDraws>;

/** Compares mean and variance of a quantity. */
export function compareDraws(name: string, first: Chains, second: Chains) {
  const means = [mean(poolChains(first)), mean(poolChains(second))] as const;
  const centre = (means[0] + means[1]) / 2;
  const squares = (chains: Chains) => mapDraws(chains, (draw) => (draw - centre) ** 2);
  const sd = (chains: Chains) => Math.sqrt(mean(poolChains(squares(chains))));
  return {
    ...{ name, means, sds: [sd(first), sd(second)] as const },
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

/** A family of comparisons, tested together. */
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
    ...{ name, comparisons: count, largestZMean, largestZVariance, limit },
    /** Median of the largest |z| of as many independent standard normal ones. */
    typicalLargest: -normalQuantile((1 - 0.5 ** (1 / count)) / 2),
    /** Near 1 when the differences are Monte Carlo error alone. */
    rmsZMean: rms(({ zMean }) => zMean),
    rmsZVariance: rms(({ zVariance }) => zVariance),
    /** Between the means. */
    largestDifference: largest(({ means: [a, b] }) => a - b),
    maxRHat: Math.max(...comparisons.map(({ maxRHat }) => maxRHat)),
    agree: largestZMean <= limit && largestZVariance <= limit,
  };
}
