import { bulkEss } from "../../trainer/diagnostics/effective-sample-size.ts";
import { rHat } from "../../trainer/diagnostics/r-hat.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import type { ChainResult } from "../peers/peer-chain.ts";

/** A sampler, and what its chains have come to. `run` gives null when the sampler has to leave. */
export type Sampler = {
  readonly name: string;
  readonly results: ChainResult[];
  run(chain: number): Promise<ChainResult | null>;
};

/** Runs one chain of each sampler after the other. Returns the samplers that have not left. */
export async function runInTurn(
  progress: Progress,
  name: string,
  chains: number,
  samplers: readonly Sampler[],
): Promise<Sampler[]> {
  const task = progress.start(name, chains * samplers.length);
  const left = new Set(samplers);
  let done = 0;
  for (let chain = 0; chain < chains; chain++) {
    for (const sampler of left) {
      task.advance(done++, `chain ${chain + 1} of ${chains}, ${sampler.name}`);
      const result = await sampler.run(chain);
      if (result) sampler.results.push(result);
      else left.delete(sampler);
    }
  }
  task.finish();
  return [...left];
}

/** What a sampler costs, and what its draws are worth. */
export type Efficiency = ReturnType<typeof efficiencyOf>;

/** Chains are cut to the shortest, and to `mostDraws`; times and gradients in proportion. */
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
  const total = (of: (result: ChainResult) => number) => results.reduce((sum, one) => sum + of(one), 0);
  const warmUpSeconds = total((result) => result.warmUpSeconds);
  const drawSeconds = total((result) => (result.drawSeconds * draws) / result.draws.length);
  const gradients = total((result) => (result.gradients * draws) / result.draws.length);
  const wall = total((result) => result.warmUpSeconds + result.drawSeconds);
  return {
    name,
    chains: results.length,
    warmup,
    draws,
    warmUpSeconds,
    drawSeconds,
    minEss,
    compileSeconds: total((result) => result.compileSeconds),
    /** CPU seconds over wall seconds: below 1 when other processes had the core. */
    cpuShare: total((result) => result.cpuSeconds) / wall,
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

/** The chains of one watched quantity, cut to the shortest and to `mostDraws`. */
export function quantitySeries(
  results: readonly ChainResult[],
  mostDraws = Number.POSITIVE_INFINITY,
): (quantity: number) => Float64Array[] {
  const length = Math.min(mostDraws, ...results.map(({ draws }) => draws.length));
  return (quantity) =>
    results.map(({ draws }) => Float64Array.from({ length }, (_, k) => draws[k]?.[quantity] ?? Number.NaN));
}
