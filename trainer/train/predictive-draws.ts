import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { drawShape } from "../chains/draw-file.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { presets } from "../model/preset.ts";
import { leafCounts, withLabelShift } from "../posterior/transforms/label-shift.ts";
import { withLogitNoise } from "../posterior/transforms/logit-noise.ts";
import { openKeptDraws } from "./folds/kept-draws.ts";
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

/** What draws are changed for before they are packed. */
export type DrawChanges = {
  /** Whether the logits of a new title have noise. */
  readonly noise: boolean;
  readonly seed: number;
  /** Shares of the leaves that the model answers for; as in the data if absent. */
  readonly shares: Float64Array | undefined;
  /** See the preset's. */
  readonly shareDiscount: number;
};

/** What the draws of a run are changed for. */
export function drawChanges(options: TrainOptions, { prior: { shares } }: PreparedData): DrawChanges {
  const { shareDiscount } = presets[options.preset];
  return { noise: hasLogitNoise(options), seed: options.seed, shares: shares ?? undefined, shareDiscount };
}

/**
 * Draws with the noise of a new title's logits, for the class balance that is asked for. The
 * probability of every leaf is divided by a power of the number of its titles, the share discount.
 *
 * @param labels leaf of each row that the chains have seen, as a position in `tree.leaves`
 */
export function predictiveDraws(
  draws: PosteriorDraws,
  tree: TreeIndex,
  labels: ArrayLike<number>,
  { noise, seed, shares, shareDiscount }: DrawChanges,
): PosteriorDraws {
  const noisy = noise ? withLogitNoise(draws, tree, seed) : draws;
  if (shares === undefined && shareDiscount === 0) return noisy;
  const counts = leafCounts(tree, labels);
  const wanted = (shares ?? counts).map((share, leaf) => share / (counts[leaf] ?? 1) ** shareDiscount);
  return withLabelShift(noisy, tree, counts, wanted);
}
