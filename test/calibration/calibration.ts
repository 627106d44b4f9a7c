import type { Progress } from "../../trainer/progress/progress.ts";
import type { Block, BlockResult } from "./block-worker.ts";
import { type Configuration, configurations } from "./configurations.ts";
import { quantitiesOf } from "./quantities.ts";
import { type DataSetRanks, rankedDraws } from "./rank-data-set.ts";
import { runBlocks } from "./run-blocks.ts";
import { calibrationTree } from "./simulate.ts";
import { countRanks, testUniformity, type UniformityTest } from "./uniformity.ts";

/**
 * Probability of a false alarm of the command, over all quantities and tests of configurations that
 * have to be uniform.
 */
export const falseAlarmRate = 0.01;

/** Data sets of a configuration with a fault. Few are needed to find one. */
const mostFaultySimulations = 200;

export type QuantityResult = UniformityTest & { readonly name: string; readonly meanRank: number };

export type ConfigurationResult = {
  readonly configuration: Configuration;
  readonly simulations: number;
  readonly quantities: readonly QuantityResult[];
  /** The smallest p-value over quantities and tests. */
  readonly smallest: number;
  readonly looks: "uniform" | "skewed";
  readonly divergent: Divergent;
  readonly depthHits: number;
  /** Data sets whose effective sample size was below L when draws reached their limit. */
  readonly short: number;
  readonly meanDraws: number;
  readonly meanSteps: number;
  readonly seconds: number;
};

/** Divergent trajectories of a configuration after warm-up. */
export type Divergent = {
  readonly trajectories: number;
  /** Of all trajectories after warm-up. */
  readonly share: number;
  readonly dataSets: number;
  readonly medianError: number;
  /**
   * Those whose last step began where a scale was below, or above, the middle 90 % of the same
   * chain's draws.
   */
  readonly low: number;
  readonly high: number;
  /** The smallest p-value of the data sets with one, or null when they are too few to test. */
  readonly smallest: number | null;
};

export type Calibration = {
  readonly seed: number;
  /**
   * p-values below this count as skewed: the false-alarm rate over the number of tests
   * (Bonferroni).
   */
  readonly threshold: number;
  readonly results: readonly ConfigurationResult[];
  /** Configurations that do not look as expected. */
  readonly surprises: readonly string[];
};

/** Data sets below which the chi-squared test's 25 bins are too empty for its p-value. */
const fewestTested = 125;

const blockSize = 25;

/** Runs everything. The result does not depend on the number of threads. */
export async function calibrate(
  simulations: number,
  seed: number,
  threads: number,
  progress: Progress,
): Promise<Calibration> {
  const sizes = configurations.map(({ fault }) =>
    fault === null ? simulations : Math.min(simulations, mostFaultySimulations),
  );
  const blocks = sizes.flatMap((size, configuration): Block[] =>
    Array.from({ length: Math.ceil(size / blockSize) }, (_, k) => {
      return { configuration, from: k * blockSize, to: Math.min(size, (k + 1) * blockSize), seed };
    }),
  );
  const sets = blocks.map(({ from, to }) => to - from);
  const task = progress.start(
    "data sets",
    sets.reduce((sum, set) => sum + set, 0),
  );
  let ranked = 0;
  const done = await runBlocks(blocks, threads, (count) => {
    ranked += sets[count - 1] ?? 0;
    task.advance(ranked, `next: ${configurations[blocks[count]?.configuration ?? -1]?.name ?? "tests"}`);
  });
  task.finish();
  const threshold = falseAlarmRate / numberOfTests();
  const results = configurations.map((configuration, index) =>
    summarise(
      configuration,
      done.filter((_, k) => blocks[k]?.configuration === index),
      threshold,
    ),
  );
  const surprises = results.filter(({ configuration, looks }) => looks !== configuration.expected);
  return { seed, threshold, results, surprises: surprises.map(({ configuration }) => configuration.name) };
}

/** Two tests per quantity of every configuration whose ranks have to be uniform. */
function numberOfTests(): number {
  return configurations
    .filter(({ expected }) => expected === "uniform")
    .reduce((sum, configuration) => sum + 2 * quantityNames(configuration).length, 0);
}

function summarise(
  configuration: Configuration,
  blocks: readonly BlockResult[],
  threshold: number,
): ConfigurationResult {
  const sets = blocks.flatMap(({ results }) => results);
  const total = (of: (set: (typeof sets)[number]) => number) => sets.reduce((sum, set) => sum + of(set), 0);
  const quantities = testQuantities(configuration, sets);
  const smallest = smallestOf(quantities);
  return {
    configuration,
    simulations: sets.length,
    quantities,
    smallest,
    looks: smallest < threshold ? "skewed" : "uniform",
    divergent: describeDivergences(configuration, sets),
    depthHits: total(({ depthHits }) => depthHits),
    short: total(({ leastEss }) => (leastEss >= rankedDraws ? 0 : 1)),
    meanDraws: total(({ draws }) => draws) / sets.length,
    meanSteps: total(({ steps }) => steps) / total(({ iterations }) => iterations),
    seconds: blocks.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

function testQuantities(configuration: Configuration, sets: readonly DataSetRanks[]): QuantityResult[] {
  return quantityNames(configuration).map((name, k) => {
    const ranks = sets.map((set) => set.ranks[k] ?? 0);
    const meanRank = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length / rankedDraws;
    return { name, meanRank, ...testUniformity(countRanks(ranks, rankedDraws)) };
  });
}

function smallestOf(quantities: readonly QuantityResult[]): number {
  return Math.min(...quantities.flatMap(({ chiSquared, ecdf }) => [chiSquared, ecdf]));
}

function describeDivergences(configuration: Configuration, sets: readonly DataSetRanks[]): Divergent {
  const all = sets.flatMap(({ divergences }) => divergences);
  const having = sets.filter(({ divergences }) => divergences.length > 0);
  const errors = all.map(({ energyError }) => energyError).sort((a, b) => a - b);
  return {
    trajectories: all.length,
    share: all.length / sets.reduce((sum, { draws }) => sum + draws, 0),
    dataSets: having.length,
    medianError: errors[Math.floor(errors.length / 2)] ?? Number.NaN,
    low: all.filter(({ low }) => low).length,
    high: all.filter(({ high }) => high).length,
    smallest: having.length < fewestTested ? null : smallestOf(testQuantities(configuration, having)),
  };
}

function quantityNames({ scalePriors, noise }: Configuration): string[] {
  return quantitiesOf({ tree: calibrationTree, scalePriors, noise }).map(({ name }) => name);
}
