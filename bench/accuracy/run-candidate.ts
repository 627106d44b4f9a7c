import { HedgeError } from "../../shared/errors.ts";
import { type SparseRow, vectoriser } from "../../shared/text/vocabulary.ts";
import { openDraws } from "../../trainer/chains/draw-file.ts";
import type { PosteriorDraws } from "../../trainer/chains/posterior-draws.ts";
import { chooseProbes, probeCount } from "../../trainer/chains/probes.ts";
import { readSampledRun } from "../../trainer/chains/read-sampled-run.ts";
import { runChains } from "../../trainer/chains/run-chains.ts";
import { readTrace } from "../../trainer/chains/trace.ts";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { diagnose } from "../../trainer/diagnostics/diagnose.ts";
import { leastProbability } from "../../trainer/evaluation/metrics.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { modelNutsOptions } from "../../trainer/model/nuts-options.ts";
import { withLeafScale } from "../../trainer/model/preset.ts";
import { labelledRows, presetRegression, type Regression } from "../../trainer/model/regression.ts";
import { type Predictives, predictiveCollector } from "../../trainer/posterior/full-predictive.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { chooseLeafScale } from "../../trainer/train/held-out/choose-leaf-scale.ts";
import { chooseNaiveBayes } from "../../trainer/train/held-out/choose-naive-bayes.ts";
import { heldOutLosses } from "../../trainer/train/held-out/held-out-loss.ts";
import { heldOutRegression, withScales } from "../../trainer/train/held-out/held-out-split.ts";
import type { TrainOptions } from "../../trainer/train/options.ts";
import { type DrawChanges, predictiveDraws } from "../../trainer/train/predictive-draws.ts";
import { fitCatalogueVectors } from "../../trainer/words/catalogue-vectors.ts";
import { type Benchmark, flatRows, placeLeaves } from "../catalogues/benchmark.ts";
import { resultKey } from "../harness/kept-results.ts";
import { mean } from "../harness/statistics.ts";
import type { Candidate } from "./candidates.ts";
import { describeBenchmark, describePreset } from "./run-benchmark.ts";
import { score } from "./score.ts";

/** How the chains of a candidate are run. */
export type Chains = Pick<TrainOptions, "chains" | "warmup" | "draws" | "seed" | "threads">;

/** The scores of a candidate on one fold, and what its chains cost. */
export type CandidateRun = Awaited<ReturnType<typeof runCandidate>>;

/** Names what a candidate's run depends on: model, rows and chains, never the number of threads. */
export function candidateKey({ preset, flat }: Candidate, benchmark: Benchmark, chains: Chains): string {
  const { chains: count, warmup, draws, seed } = chains;
  const sampled = { count, warmup, draws, seed };
  return resultKey(describePreset(preset, benchmark.tree), flat, describeBenchmark(benchmark), sampled);
}

/** Samples a candidate on a fold's rows as `train` does, and scores the draws' own predictive. */
export async function runCandidate(
  { preset: asCandidate, flat }: Candidate,
  benchmark: Benchmark,
  asked: Chains,
  progress: Progress,
  signal?: AbortSignal,
) {
  const { chains, warmup, draws, seed, threads } = asked;
  const data = { rows: flatRows(benchmark.rows), skipped: [] };
  const training = flat ? buildDataSet(data, { levels: ["path"], keepDuplicates: false }) : benchmark;
  const vectors = await fitCatalogueVectors(
    asCandidate,
    { ...trainDefaults, wordVectors: "english" },
    training.titles,
    progress,
  );
  const isChosen = asCandidate.leafScale !== undefined || asCandidate.naiveBayes.length > 1;
  const trial = isChosen ? heldOutRegression(asCandidate, training, vectors, seed) : null;
  const scale = chooseLeafScale(asCandidate, trial, false, seed, progress);
  const preset = scale === undefined ? asCandidate : withLeafScale(asCandidate, scale);
  const regression = presetRegression(preset, training, vectors.tables);
  const naiveBayes = chooseNaiveBayes(
    {
      ...{ shares: preset.naiveBayes, trial: trial && withScales(trial, preset), seed },
      ...{ lossesOf: heldOutLosses, isCalibrated: false },
    },
    progress,
  );
  const { problem } = regression;
  return await withTemporaryFolder("hedge-", async (folder) => {
    const before = process.cpuUsage();
    const probes = chooseProbes(problem, probeCount, seed);
    const nuts = modelNutsOptions(problem, warmup);
    const job = { problem, backend: "kernel", nuts, draws, seed, probes, folder } as const;
    try {
      await runChains(job, { chains, threads, ...(signal && { signal }) }, progress);
    } catch (error) {
      if (!signal?.aborted) throw error;
      throw new HedgeError("failed", "Stopped; what --keep has kept need not be computed again.");
    }
    const { user, system } = process.cpuUsage(before);
    const { maxRHat, divergences } = diagnose(readSampledRun(folder, chains, problem, probes)).training;
    const { all, halves } = predictHeldOut(regression, { ...preset, naiveBayes }, benchmark, asked, folder);
    const [losses = [], first = [], second = []] = [all, ...halves].map((p) => trueLeafLosses(benchmark, p));
    const traces = Array.from({ length: chains }, (_, chain) => readTrace(folder, chain)).flat();
    return {
      levels: score(benchmark, { kind: "probabilities", leaves: all }).levels,
      losses,
      manyDrawsLosses: lossesOfManyDraws(losses, first, second),
      features: problem.design.features,
      leapfrogs: mean(traces.map(({ steps }) => steps)),
      cpuSeconds: (user + system) / 1e6,
      maxRHat,
      divergences,
    };
  });
}

function predictHeldOut(
  regression: Regression,
  { shareDiscount, naiveBayes }: Pick<DrawChanges, "shareDiscount" | "naiveBayes">,
  { tree, test }: Benchmark,
  { chains, draws, seed }: Chains,
  folder: string,
): Predictives {
  const { problem, vocabulary } = regression;
  const { tree: own, design, noise } = problem;
  const shape = { groups: own.groups.length, features: design.features, columns: own.nodeCount - 1 };
  const onDisk = openDraws(folder, chains, draws, shape);
  try {
    const rows = test.map(({ title }) => title).map(vectoriser(vocabulary));
    const changes = { noise, seed, shares: undefined, shareDiscount, naiveBayes };
    const changed = predictiveDraws(onDisk, labelledRows(regression), changes);
    const found = predictDraws(changed, rows, own.leaves.length);
    if (own === tree) return found;
    const placed = (leaves: Float64Array) => placeLeaves(tree, own, leaves);
    return { all: placed(found.all), halves: [placed(found.halves[0]), placed(found.halves[1])] };
  } finally {
    onDisk.close();
  }
}

/** The mean over draws of softmax(x beta), n x C, of all draws and of each half. */
export function predictDraws(draws: PosteriorDraws, rows: readonly SparseRow[], leaves: number): Predictives {
  const { count, features, columns, groups } = draws;
  const collector = predictiveCollector(rows, count, columns, leaves);
  const coefficients = new Float32Array(features * columns);
  const scales = new Float32Array(groups);
  for (let draw = 0; draw < count; draw++) {
    draws.read(draw, coefficients, scales);
    collector.add(draw, coefficients);
  }
  return collector.result();
}

/** -ln p(true leaf) of every held-out row, in nats. */
function trueLeafLosses({ tree, test }: Benchmark, leaves: Float64Array): number[] {
  const at = new Map(tree.leaves.map((node, leaf) => [node, leaf]));
  return test.map(({ truth }, i) => {
    const p = leaves[i * tree.leaves.length + (at.get(truth) ?? 0)] ?? 0;
    return -Math.log(Math.max(p, leastProbability));
  });
}

/**
 * Losses without what few draws add. The log of a mean over S draws is too low by about b / S, that
 * of each half by 2 b / S. So twice the loss of all draws less the halves' mean loss is free of b.
 * Halves are different chains where there are two, so that b covers how well they mix.
 */
export function lossesOfManyDraws(
  all: readonly number[],
  first: readonly number[],
  second: readonly number[],
): number[] {
  return all.map((loss, i) => 2 * loss - ((first[i] ?? 0) + (second[i] ?? 0)) / 2);
}
