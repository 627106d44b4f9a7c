import { bulkEss } from "../trainer/diagnostics/effective-sample-size.ts";
import { rHat } from "../trainer/diagnostics/r-hat.ts";
import type { ChainResult } from "./chain-result.ts";

/** What a sampler achieved over all its chains, run one after the other. */
export type Efficiency = {
  readonly name: string;
  readonly chains: number;
  readonly warmup: number;
  /** Of each chain. */
  readonly draws: number;
  readonly compileSeconds: number;
  readonly warmUpSeconds: number;
  readonly drawSeconds: number;
  /** CPU seconds over wall seconds: below 1 when others had the core. */
  readonly cpuShare: number;
  readonly gradientsPerDraw: number;
  readonly gradientsPerSecond: number;
  readonly divergences: number;
  readonly maxRHat: number;
  /** Bulk ESS of the worst and the median quantity: all scales and probed logits. */
  readonly minEss: number;
  readonly medianEss: number;
  /** Of the worst quantity, per second of drawing; and per second of warm-up and drawing. Compilation never counts. */
  readonly essPerSecond: number;
  readonly essPerSecondWithWarmUp: number;
  readonly essPerThousandGradients: number;
};

/**
 * `quantities`: how many of the watched numbers count, from the first. Chains are cut to the shortest, and to `mostDraws`; the time and the gradients of draws in
 * proportion.
 */
export function efficiencyOf(
  name: string,
  results: readonly ChainResult[],
  warmup: number,
  quantities: number,
  mostDraws = Number.POSITIVE_INFINITY,
): Efficiency {
  const draws = Math.min(mostDraws, ...results.map((result) => result.draws.length));
  const chainsOf = (quantity: number) =>
    results.map((result) =>
      Float64Array.from({ length: draws }, (_, k) => result.draws[k]?.[quantity] ?? Number.NaN),
    );
  const all = Array.from({ length: quantities }, (_, quantity) => chainsOf(quantity));
  const ess = all.map(bulkEss).sort((a, b) => a - b);
  const total = (pick: (result: ChainResult) => number) =>
    results.reduce((sum, result) => sum + pick(result), 0);
  const kept = (pick: (result: ChainResult) => number) =>
    total((result) => (pick(result) * draws) / result.draws.length);
  const minEss = ess[0] ?? Number.NaN;
  const [warmUpSeconds, drawSeconds] = [
    total((result) => result.warmUpSeconds),
    kept((result) => result.drawSeconds),
  ];
  const gradients = kept((result) => result.gradients);
  return {
    ...{ name, chains: results.length, warmup, draws, warmUpSeconds, drawSeconds, minEss },
    compileSeconds: total((result) => result.compileSeconds),
    cpuShare:
      total((result) => result.cpuSeconds) / total((result) => result.warmUpSeconds + result.drawSeconds),
    gradientsPerDraw: gradients / (draws * results.length),
    gradientsPerSecond: gradients / drawSeconds,
    divergences: total((result) => result.divergences),
    maxRHat: Math.max(...all.map(rHat)),
    medianEss: ess[Math.floor(ess.length / 2)] ?? Number.NaN,
    essPerSecond: minEss / drawSeconds,
    essPerSecondWithWarmUp: minEss / (warmUpSeconds + drawSeconds),
    essPerThousandGradients: (1000 * minEss) / gradients,
  };
}
