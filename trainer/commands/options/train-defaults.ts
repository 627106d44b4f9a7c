import { availableParallelism } from "node:os";
import { defaultAlpha } from "../../calibration/novelty/fit-novelty.ts";
import type { TrainOptions } from "../../train/options.ts";

/** Where commands look for a model when none is named. */
export const defaultModel = "models/model.msgpack";

/** Options of `train` when only the data are given. */
export const trainDefaults = {
  title: "title",
  out: defaultModel,
  preset: "default",
  form: "flat",
  chains: 4,
  warmup: 200,
  draws: 200,
  seed: 1,
  backend: "kernel",
  maxBytes: 10_000_000,
  maxDisk: 5e9,
  keepDuplicates: false,
  holdout: 0,
  calibration: "cross-fit",
  alpha: defaultAlpha,
  classPrior: "data",
  wordVectors: "auto",
} as const satisfies Partial<TrainOptions>;

/** Warm-up of chains that start from an earlier posterior. */
export const fromWarmup = 50;

/** Threads worth having: as many as cores, since several can work on one chain. */
export function usefulThreads(): number {
  return availableParallelism();
}
