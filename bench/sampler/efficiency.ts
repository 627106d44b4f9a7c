import { bulkEss } from "../../trainer/diagnostics/effective-sample-size.ts";
import { rHat } from "../../trainer/diagnostics/r-hat.ts";
import type { ChainResult } from "../peers/peer-chain.ts";

/** What a sampler achieved over all its chains, run one after the other. */
export type Efficiency = ReturnType<typeof efficiencyOf>;

/**
 * Chains are cut to the shortest, and to `mostDraws`; the time and the gradients of draws count in
 * proportion.
 *
 * @param quantities how many of the watched numbers count, from the first: all scales and logits
 */
export function efficiencyOf(
  name: string,
  results: readonly ChainResult[],
  warmup: number,
  quantities: number,
  mostDraws = Number.POSITIVE_INFINITY,
) {
  const seriesOf = quantitySeries(results, mostDraws);
  const all = Array.from({ length: quantities }, (_, quantity) => seriesOf(quantity));
  const draws = all[0]?.[0]?.length ?? 0;
  const ess = all.map(bulkEss).sort((a, b) => a - b);
  const minEss = ess[0] ?? Number.NaN;
  const total = (pick: (result: ChainResult) => number) =>
    results.reduce((sum, result) => sum + pick(result), 0);
  const kept = (pick: (result: ChainResult) => number) =>
    total((result) => (pick(result) * draws) / result.draws.length);
  const warmUpSeconds = total((result) => result.warmUpSeconds);
  const drawSeconds = kept((result) => result.drawSeconds);
  const gradients = kept((result) => result.gradients);
  const wall = total((result) => result.warmUpSeconds + result.drawSeconds);
  return {
    ...{ name, chains: results.length, warmup, draws, warmUpSeconds, drawSeconds, minEss },
    compileSeconds: total((result) => result.compileSeconds),
    /** CPU seconds over wall seconds: below 1 when other processes had the core. */
    cpuShare: total((result) => result.cpuSeconds) / wall,
    gradientsPerDraw: gradients / (draws * results.length),
    gradientsPerSecond: gradients / drawSeconds,
    divergences: total((result) => result.divergences),
    maxRHat: Math.max(...all.map(rHat)),
    medianEss: ess[Math.floor(ess.length / 2)] ?? Number.NaN,
    /** ESS of the worst quantity. Compilation never counts. */
    essPerSecond: minEss / drawSeconds,
    essPerSecondWithWarmUp: minEss / (warmUpSeconds + drawSeconds),
    essPerThousandGradients: (1000 * minEss) / gradients,
  };
}

/** The chains of one watched quantity, cut to the shortest and to `mostDraws`. */
export function quantitySeries(
  results: readonly ChainResult[],
  mostDraws = Number.POSITIVE_INFINITY,
): (quantity: number) => Float64Array[] {
  const length = Math.min(mostDraws, ...results.map(({ draws }) => draws.length));
  return (quantity) =>
    results.map(({ draws }) => Float64Array.from({ length }, (_, k) => draws[k]?.[quantity] ?? Number.NaN));
}
