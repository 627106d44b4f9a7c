import type { Progress } from "../../trainer/progress.ts";
import type { Block, BlockResult } from "./block-worker.ts";
import { type Configuration, configurations } from "./configurations.ts";
import { quantitiesOf } from "./quantities.ts";
import { rankedDraws } from "./rank-data-set.ts";
import { runBlocks } from "./run-blocks.ts";
import { calibrationTree } from "./simulate.ts";
import { countRanks, testUniformity, type UniformityTest } from "./uniformity.ts";

/** Probability that the command fails although nothing is wrong: over all quantities and tests of what has to be uniform. */
export const falseAlarmRate = 0.01;

/** Data sets of a configuration with a fault: faults worth having are found sooner. */
const mostFaultySimulations = 200;

export type QuantityResult = UniformityTest & { readonly name: string; readonly meanRank: number };

export type ConfigurationResult = {
  readonly configuration: Configuration;
  readonly simulations: number;
  readonly quantities: readonly QuantityResult[];
  /** The smallest p-value over quantities and tests. */
  readonly smallest: number;
  readonly looks: "uniform" | "skewed";
  readonly divergences: number;
  readonly dataSetsWithDivergences: number;
  readonly depthHits: number;
  /** Data sets whose draws were worth less than L independent ones when their number reached its limit. */
  readonly short: number;
  readonly meanDraws: number;
  readonly meanSteps: number;
  readonly seconds: number;
};

export type Calibration = {
  readonly seed: number;
  /** p-values below this count as skewed: the false-alarm rate shared out among all tests (Bonferroni). */
  readonly threshold: number;
  readonly results: readonly ConfigurationResult[];
  /** Configurations that do not look as expected. */
  readonly surprises: readonly string[];
};

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
  const quantities = quantityNames(configuration).map((name, k) => {
    const ranks = sets.map((set) => set.ranks[k] ?? 0);
    const meanRank = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length / rankedDraws;
    return { name, meanRank, ...testUniformity(countRanks(ranks, rankedDraws)) };
  });
  const smallest = Math.min(...quantities.flatMap(({ chiSquared, ecdf }) => [chiSquared, ecdf]));
  return {
    configuration,
    simulations: sets.length,
    quantities,
    smallest,
    looks: smallest < threshold ? "skewed" : "uniform",
    divergences: total(({ divergences }) => divergences),
    dataSetsWithDivergences: total(({ divergences }) => (divergences > 0 ? 1 : 0)),
    depthHits: total(({ depthHits }) => depthHits),
    short: total(({ leastEss }) => (leastEss >= rankedDraws ? 0 : 1)),
    meanDraws: total(({ draws }) => draws) / sets.length,
    meanSteps: total(({ steps }) => steps) / total(({ iterations }) => iterations),
    seconds: blocks.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

function quantityNames({ scalePriors, noise }: Configuration): string[] {
  return quantitiesOf({ tree: calibrationTree, scalePriors, noise }).map(({ name }) => name);
}
