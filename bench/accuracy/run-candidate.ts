import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { diagnoseRun } from "../../trainer/chains/diagnose-run.ts";
import { openDraws } from "../../trainer/chains/draw-file.ts";
import { chooseProbes, probeCount } from "../../trainer/chains/probes.ts";
import { runChains } from "../../trainer/chains/run-chains.ts";
import { readTrace } from "../../trainer/chains/trace.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { leastProbability } from "../../trainer/evaluation/metrics.ts";
import { modelNutsOptions } from "../../trainer/model/nuts-options.ts";
import { presetRegression, type Regression, type TrainingTitles } from "../../trainer/model/regression.ts";
import type { Predictives } from "../../trainer/posterior/full-predictive.ts";
import { withLogitNoise } from "../../trainer/posterior/logit-noise.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../trainer/train/options.ts";
import type { Candidate } from "./candidates.ts";
import { type Contest, flatRows, leavesOfFlat } from "./contest.ts";
import { predictDraws } from "./predict-draws.ts";
import { type LevelScore, score } from "./score.ts";

/** How every candidate is sampled. */
export type Chains = Pick<TrainOptions, "chains" | "warmup" | "draws" | "seed" | "threads">;

/** What one candidate has come to on one fold. */
export type CandidateRun = {
  /** From the top of the taxonomy to the leaves. */
  readonly levels: readonly LevelScore[];
  /** -ln p(true leaf) of every held-out row, in nats. */
  readonly losses: readonly number[];
  /** The same as it would be with many draws, see `lossesOfManyDraws`. */
  readonly manyDrawsLosses: readonly number[];
  /** Features, the intercept included. */
  readonly features: number;
  /** Leapfrog steps of a kept draw, on average. */
  readonly leapfrogs: number;
  /** Processor time of sampling, warm-up included. */
  readonly cpuSeconds: number;
  readonly maxRHat: number;
  readonly divergences: number;
};

/**
 * Samples a candidate on a fold's rows as `train` does, and judges the draws' predictive of the held-out rows. Draws are on disk meanwhile, and removed whatever happens.
 *
 * @throws HedgeError `failed` when `signal` is aborted
 */
export async function runCandidate(
  { preset, flat }: Candidate,
  contest: Contest,
  chains: Chains,
  progress: Progress,
  signal?: AbortSignal,
): Promise<CandidateRun> {
  const training = flat ? flatTitles(contest) : contest;
  const regression = presetRegression(preset, training);
  const folder = await mkdtemp(join(tmpdir(), "hedge-"));
  try {
    const cpuSeconds = await sample(regression, chains, folder, progress, signal);
    const { training: found } = diagnoseRun(folder, chains.chains, regression.problem);
    const { all, halves } = predictHeldOut(regression, contest, chains, folder);
    const { levels } = score(contest, { kind: "probabilities", leaves: all });
    const losses = trueLeafLosses(contest, all);
    const [first, second] = halves.map((half) => trueLeafLosses(contest, half));
    return {
      levels,
      losses,
      manyDrawsLosses: lossesOfManyDraws(losses, first ?? [], second ?? []),
      features: regression.problem.design.features,
      leapfrogs: meanLeapfrogs(folder, chains.chains),
      cpuSeconds,
      maxRHat: found.maxRHat,
      divergences: found.divergences,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function flatTitles({ rows }: Contest): TrainingTitles {
  return buildDataSet({ rows: flatRows(rows), skipped: [] }, { levels: ["path"], keepDuplicates: false });
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
  try {
    await runChains(
      { problem, backend: "kernel", nuts, draws, seed, probes, folder },
      { chains, threads, ...(signal && { signal }) },
      progress,
    );
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new HedgeError("failed", "Stopped; what --keep has kept need not be computed again.");
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Probabilities of the contest's leaves, from all draws and from each half of them: held-out rows x leaves. */
function predictHeldOut(
  { problem, vocabulary }: Regression,
  { tree, test }: Contest,
  { chains, draws, seed }: Chains,
  folder: string,
): Predictives {
  const own = problem.tree;
  const count = own.leaves.length;
  const onDisk = openDraws(folder, chains, draws, {
    groups: own.groups.length,
    features: problem.design.features,
    columns: own.nodeCount - 1,
  });
  try {
    const rowOf = vectoriser(vocabulary);
    const rows = test.map(({ title }) => rowOf(title));
    const found = predictDraws(problem.noise ? withLogitNoise(onDisk, own, seed) : onDisk, rows, count);
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

function trueLeafLosses({ tree, test }: Contest, leaves: Float64Array): number[] {
  const at = new Map(tree.leaves.map((node, leaf) => [node, leaf]));
  return test.map(({ truth }, i) => {
    const p = leaves[i * tree.leaves.length + (at.get(truth) ?? 0)] ?? 0;
    return -Math.log(Math.max(p, leastProbability));
  });
}

/**
 * Losses without what few draws add: the log of a mean over S draws is too low by about b / S, that of each half by 2 b / S, so twice the loss of all draws less
 * the halves' mean loss is free of b. Halves are different chains where there are two, so that b knows of how well they mix.
 */
export function lossesOfManyDraws(
  all: readonly number[],
  first: readonly number[],
  second: readonly number[],
): number[] {
  return all.map((loss, i) => 2 * loss - ((first[i] ?? 0) + (second[i] ?? 0)) / 2);
}

function meanLeapfrogs(folder: string, chains: number): number {
  const steps = Array.from({ length: chains }, (_, chain) => readTrace(folder, chain)).flatMap((trace) =>
    trace.map((line) => line.steps),
  );
  return steps.reduce((sum, one) => sum + one, 0) / steps.length;
}
