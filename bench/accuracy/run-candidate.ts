import { HedgeError } from "../../shared/errors.ts";
import { type SparseRow, vectoriser } from "../../shared/text/vocabulary.ts";
import { diagnoseRun } from "../../trainer/chains/diagnose-run.ts";
import { openDraws } from "../../trainer/chains/draw-file.ts";
import type { PosteriorDraws } from "../../trainer/chains/posterior-draws.ts";
import { chooseProbes, probeCount } from "../../trainer/chains/probes.ts";
import { runChains } from "../../trainer/chains/run-chains.ts";
import { readTrace } from "../../trainer/chains/trace.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { leastProbability } from "../../trainer/evaluation/metrics.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { modelNutsOptions } from "../../trainer/model/nuts-options.ts";
import { presetRegression, type Regression } from "../../trainer/model/regression.ts";
import { type Predictives, predictiveCollector } from "../../trainer/posterior/full-predictive.ts";
import { withLogitNoise } from "../../trainer/posterior/logit-noise.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../trainer/train/options.ts";
import { type Benchmark, flatRows, leavesOfFlat } from "../catalogues/benchmark.ts";
import { resultKey } from "../harness/kept-results.ts";
import { mean } from "../harness/statistics.ts";
import type { Candidate } from "./candidates.ts";
import { describeBenchmark, describePreset } from "./run-benchmark.ts";
import { score } from "./score.ts";

/** How every candidate is sampled. */
export type Chains = Pick<TrainOptions, "chains" | "warmup" | "draws" | "seed" | "threads">;

/** What one candidate has come to on one fold. */
export type CandidateRun = Awaited<ReturnType<typeof runCandidate>>;

/** Names what a candidate's run depends on: model, rows and chains, never the number of threads. */
export function candidateKey({ preset, flat }: Candidate, benchmark: Benchmark, chains: Chains): string {
  const { chains: count, warmup, draws, seed } = chains;
  const sampled = { count, warmup, draws, seed };
  return resultKey(describePreset(preset, benchmark.tree), flat, describeBenchmark(benchmark), sampled);
}

/**
 * Samples a candidate on a fold's rows as `train` does, and scores the draws' predictive of the
 * held-out rows. Draws are on disk meanwhile.
 *
 * @throws HedgeError `failed` when `signal` is aborted
 */
export async function runCandidate(
  { preset, flat }: Candidate,
  benchmark: Benchmark,
  chains: Chains,
  progress: Progress,
  signal?: AbortSignal,
) {
  const rows = flatRows(benchmark.rows);
  const training = flat
    ? buildDataSet({ rows, skipped: [] }, { levels: ["path"], keepDuplicates: false })
    : benchmark;
  const regression = presetRegression(preset, training);
  return await withTemporaryFolder("hedge-", async (folder) => {
    const cpuSeconds = await sample(regression, chains, folder, progress, signal);
    const { maxRHat, divergences } = diagnoseRun(folder, chains.chains, regression.problem).training;
    const { all, halves } = predictHeldOut(regression, benchmark, chains, folder);
    // -ln p(true leaf) of every held-out row, in nats.
    const losses = trueLeafLosses(benchmark, all);
    const [first = [], second = []] = halves.map((half) => trueLeafLosses(benchmark, half));
    const traces = Array.from({ length: chains.chains }, (_, chain) => readTrace(folder, chain)).flat();
    return {
      levels: score(benchmark, { kind: "probabilities", leaves: all }).levels,
      ...{ losses, manyDrawsLosses: lossesOfManyDraws(losses, first, second) },
      /** Features, the intercept included. */
      features: regression.problem.design.features,
      /** Of a draw, on average. */
      leapfrogs: mean(traces.map(({ steps }) => steps)),
      ...{ cpuSeconds, maxRHat, divergences },
    };
  });
}

/** Runs the chains; returns the seconds of processor time that all threads took. */
async function sample(
  { problem }: Regression,
  { chains, warmup, draws, seed, threads }: Chains,
  folder: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<number> {
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
  return (user + system) / 1e6;
}

/** Probabilities from all draws and from each half of them: held-out rows x leaves. */
function predictHeldOut(
  { problem, vocabulary }: Regression,
  { tree, test }: Benchmark,
  { chains, draws, seed }: Chains,
  folder: string,
): Predictives {
  const { tree: own, design, noise } = problem;
  const count = own.leaves.length;
  const shape = { groups: own.groups.length, features: design.features, columns: own.nodeCount - 1 };
  const onDisk = openDraws(folder, chains, draws, shape);
  try {
    const rows = test.map(({ title }) => title).map(vectoriser(vocabulary));
    const found = predictDraws(noise ? withLogitNoise(onDisk, own, seed) : onDisk, rows, count);
    if (own === tree) return found;
    const places = leavesOfFlat(tree, own);
    const placed = (from: Float64Array) => {
      const leaves = new Float64Array(from.length);
      from.forEach((p, at) => {
        leaves[at - (at % count) + (places[at % count] ?? 0)] = p;
      });
      return leaves;
    };
    return { all: placed(found.all), halves: [placed(found.halves[0]), placed(found.halves[1])] };
  } finally {
    onDisk.close();
  }
}

/**
 * The predictive of some rows from the draws, and from each half of them: the mean over draws of
 * softmax(x beta), n x C. Unknown words add nothing. Draws are read one at a time.
 */
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
