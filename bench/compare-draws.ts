import { normalQuantile } from "../shared/predictive/normal-quantile.ts";
import { type Chains, mapDraws, pool } from "../trainer/diagnostics/chains.ts";
import { bulkEss } from "../trainer/diagnostics/effective-sample-size.ts";
import { meanMcse } from "../trainer/diagnostics/mcse.ts";
import { mean } from "../trainer/diagnostics/moments.ts";
import { rHat } from "../trainer/diagnostics/r-hat.ts";

/** One quantity by two samplers. */
export type Comparison = {
  readonly name: string;
  readonly means: readonly [number, number];
  readonly sds: readonly [number, number];
  /** Differences in Monte Carlo standard errors of both sides together. */
  readonly zMean: number;
  readonly zVariance: number;
  readonly ess: readonly [number, number];
  readonly maxRHat: number;
};

/** Compares mean and variance of a quantity. */
export function compareDraws(name: string, first: Chains, second: Chains): Comparison {
  const centre = (mean(pool(first)) + mean(pool(second))) / 2;
  const squares = (chains: Chains) => mapDraws(chains, (draw) => (draw - centre) ** 2);
  const sd = (chains: Chains) => Math.sqrt(mean(pool(squares(chains))));
  return {
    name,
    means: [mean(pool(first)), mean(pool(second))],
    sds: [sd(first), sd(second)],
    zMean: distance(first, second),
    zVariance: distance(squares(first), squares(second)),
    ess: [bulkEss(first), bulkEss(second)],
    maxRHat: Math.max(rHat(first), rHat(second)),
  };
}

/** A family of comparisons, judged together. */
export type Family = {
  readonly name: string;
  readonly comparisons: number;
  readonly largestZMean: number;
  readonly largestZVariance: number;
  /** Root of the mean square of z: near 1 when the differences are Monte Carlo error alone. */
  readonly rmsZMean: number;
  readonly rmsZVariance: number;
  /** Median of the largest |z| of as many independent standard normal ones. */
  readonly typicalLargest: number;
  /** |z| that the largest of all these exceeds with probability `falseAlarm` at most (Bonferroni). */
  readonly limit: number;
  readonly falseAlarm: number;
  /** Largest difference between the samplers' means. */
  readonly largestDifference: number;
  readonly minEss: readonly [number, number];
  readonly maxRHat: number;
  readonly agree: boolean;
};

/** Judges means and variances of a family at a false-alarm rate. */
export function judgeFamily(name: string, comparisons: readonly Comparison[], falseAlarm: number): Family {
  const limit = -normalQuantile(falseAlarm / (4 * comparisons.length));
  const typicalLargest = -normalQuantile((1 - 0.5 ** (1 / comparisons.length)) / 2);
  const largest = (pick: (one: Comparison) => number) =>
    Math.max(...comparisons.map((one) => Math.abs(pick(one))));
  const rms = (pick: (one: Comparison) => number) =>
    Math.sqrt(comparisons.reduce((sum, one) => sum + pick(one) ** 2 / comparisons.length, 0));
  const smallest = (side: 0 | 1) => Math.min(...comparisons.map(({ ess }) => ess[side]));
  const [largestZMean, largestZVariance] = [
    largest(({ zMean }) => zMean),
    largest(({ zVariance }) => zVariance),
  ];
  return {
    ...{ name, comparisons: comparisons.length, largestZMean, largestZVariance },
    ...{ typicalLargest, limit, falseAlarm },
    rmsZMean: rms(({ zMean }) => zMean),
    rmsZVariance: rms(({ zVariance }) => zVariance),
    largestDifference: largest(({ means: [a, b] }) => a - b),
    minEss: [smallest(0), smallest(1)],
    maxRHat: Math.max(...comparisons.map(({ maxRHat }) => maxRHat)),
    agree: largestZMean <= limit && largestZVariance <= limit,
  };
}

function distance(first: Chains, second: Chains): number {
  return (mean(pool(first)) - mean(pool(second))) / Math.hypot(meanMcse(first), meanMcse(second));
}
