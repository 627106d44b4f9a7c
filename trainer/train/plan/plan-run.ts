import { chooseKeepEvery, type DiskSize, diskOf, type KeepEvery } from "./disk.ts";

/** What the cost of a run depends on. */
export type RunSize = DiskSize & {
  /** Most bytes on disk. */
  readonly maxDisk: number;
  readonly threads: number;
  /** Titles that calibrate. */
  readonly calibrationTitles: number;
  /** Whether scales are learned, which takes longer trajectories. */
  readonly learnsScales: boolean;
  /** Seconds that building the regression of all titles took. */
  readonly buildSeconds: number;
};

/** What a run is expected to take. */
export type RunPlan = {
  /** Seconds of each stage, or null where the time of a step is not known. */
  readonly seconds: StageSeconds | null;
  /** Bytes of memory at the peak. */
  readonly memory: number;
  /** Bytes on disk at the peak, and once the run is finished. */
  readonly disk: number;
  readonly diskKept: number;
  /** Draws that are kept so that `disk` is at most what is allowed. */
  readonly keepEvery: KeepEvery;
};

export type StageSeconds = {
  readonly chains: number;
  readonly folds: number;
  /** Packing the model and, with folds, theirs; predicting the calibration titles. */
  readonly packing: number;
  readonly calibration: number;
};

/** Leapfrog steps of an iteration. */
const steps = { fixedScales: 15, learnedScales: 63 };
/** What an iteration takes for everything, as a multiple of its steps. */
const overhead = 1.3;
/** Rows of a fold, as a share of all. */
const foldRows = 0.8;
/** Seconds that packing takes for a coefficient, and for one of a draw. */
const packingSeconds = { coefficient: 3e-6, draw: 3e-8 };
/** Seconds that predicting a calibration title takes for a node. */
const predictionSeconds = 8e-6;
/** Vectors of a chain under way, each a float32 number for every coefficient. */
const vectorsOfChain = 28;
/** Bytes of the program with its word vectors, and of a node of a calibration title. */
const baseBytes = 450e6;
const calibrationBytes = 70;

/**
 * Plans a run.
 *
 * @param secondsPerStep of a leapfrog step on one thread, or null where it is not known
 */
export function planRun(size: RunSize, secondsPerStep: number | null): RunPlan {
  const { shape, chains, warmup, draws, threads, calibrationTitles, folds, foldLengths } = size;
  const coefficients = shape.features * shape.columns;
  const iterations = chains * (warmup + draws);
  const foldIterations = folds * (foldLengths.warmup + foldLengths.draws);
  const perIteration =
    overhead * (secondsPerStep ?? 0) * (size.learnsScales ? steps.learnedScales : steps.fixedScales);
  const packing = (all: number) => coefficients * (packingSeconds.coefficient + packingSeconds.draw * all);
  const buildFolds = folds * foldRows * size.buildSeconds;
  const seconds = {
    chains: (iterations * perIteration) / threads,
    folds: buildFolds + (foldIterations * perIteration * foldRows) / threads,
    packing: packing(chains * draws),
    calibration:
      buildFolds +
      folds * coefficients * packingSeconds.draw * foldLengths.draws +
      predictionSeconds * shape.columns * calibrationTitles,
  };
  const keepEvery = chooseKeepEvery(size, (every) => diskOf(size, every).peak, size.maxDisk);
  const { peak, kept } = diskOf(size, keepEvery);
  const sampling = Math.min(threads, chains) * vectorsOfChain * 4 * coefficients;
  const arrays = 6 * 8 * coefficients;
  const calibrating = calibrationBytes * shape.columns * calibrationTitles;
  return {
    seconds: secondsPerStep === null ? null : seconds,
    memory: baseBytes + Math.max(sampling, arrays + calibrating),
    disk: peak,
    diskKept: kept,
    keepEvery,
  };
}
