import { isFactorised, type Model } from "../../../shared/artifact/model.ts";
import type { Training } from "../../evaluation/temporary-model.ts";
import { presetNames } from "../../model/preset-names.ts";
import { trainDefaults, usefulThreads } from "./train-defaults.ts";

/** Options of `evaluate` for training again. */
export type RetrainArguments = Partial<Pick<Training, "preset" | "chains" | "warmup" | "draws" | "seed">>;

/** How to train for `--unseen-children`: as the model was trained, unless told otherwise. */
export function foldTraining(
  given: RetrainArguments,
  model: Model,
  columns: Pick<Training, "title" | "levels">,
): Training {
  const { preset, noise, chains, warmup, drawsPerChain, seed } = model.training;
  const known = presetNames.find((name) => name === preset);
  return {
    ...columns,
    preset: given.preset ?? known ?? trainDefaults.preset,
    noise,
    form: isFactorised(model) ? "factorised" : "flat",
    chains: given.chains ?? chains,
    warmup: given.warmup ?? warmup,
    draws: given.draws ?? drawsPerChain,
    seed: given.seed ?? seed,
    threads: usefulThreads(),
    backend: trainDefaults.backend,
    maxBytes: trainDefaults.maxBytes,
    calibration: trainDefaults.calibration,
  };
}
