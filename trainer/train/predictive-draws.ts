import { drawShape } from "../chains/draw-file.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { withLabelShift } from "../posterior/transforms/label-shift.ts";
import { withLogitNoise } from "../posterior/transforms/logit-noise.ts";
import { openKeptDraws } from "./folds/kept-draws.ts";
import type { DrawChanges } from "./nodes/node-draws.ts";
import { hasLogitNoise, type TrainOptions } from "./options.ts";
import { keepAll } from "./plan/disk.ts";
import type { PreparedData } from "./prepare-data.ts";

/** Opens the draws of all chains in a run folder. The caller closes them. */
export function openRunDraws(
  folder: string,
  { chains, draws, keepEvery = keepAll }: TrainOptions,
  { regression: { problem } }: PreparedData,
): PosteriorDraws & { close(): void } {
  return openKeptDraws(folder, { chains, draws, keepEvery: keepEvery.chains }, drawShape(problem));
}

/** What the draws of nodes are changed for. */
export function drawChanges(options: TrainOptions, { prior: { shares } }: PreparedData): DrawChanges {
  return { noise: hasLogitNoise(options), seed: options.seed, shares: shares ?? undefined };
}

/**
 * Draws with the noise of a new title's logits, for the class balance that is asked for.
 *
 * @param labels of all rows that the chains have seen
 */
export function predictiveDraws(
  draws: PosteriorDraws,
  options: TrainOptions,
  { dataSet: { tree }, prior: { shares } }: PreparedData,
  labels: ArrayLike<number>,
): PosteriorDraws {
  const noisy = hasLogitNoise(options) ? withLogitNoise(draws, tree, options.seed) : draws;
  return shares ? withLabelShift(noisy, tree, Array.from(labels), shares) : noisy;
}
