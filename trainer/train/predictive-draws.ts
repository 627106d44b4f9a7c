import { drawShape } from "../chains/draw-file.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import type { LabelledRows } from "../features/design-matrix.ts";
import { presets } from "../model/preset.ts";
import { leafCounts, withLabelShift } from "../posterior/transforms/label-shift.ts";
import { withLogitNoise } from "../posterior/transforms/logit-noise.ts";
import { withNaiveBayes } from "../posterior/transforms/naive-bayes.ts";
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
  /** Share of the weights of naive Bayes that the coefficients get. */
  readonly naiveBayes: number;
};

/** What the draws of a run are changed for. */
export function drawChanges(
  options: TrainOptions,
  { prior: { shares }, choices: { naiveBayes } }: Pick<PreparedData, "prior" | "choices">,
): DrawChanges {
  const { shareDiscount } = presets[options.preset];
  const noise = hasLogitNoise(options);
  return { noise, seed: options.seed, shares: shares ?? undefined, shareDiscount, naiveBayes };
}

/**
 * Draws with the noise of a new title's logits, for the class balance that is asked for. They have
 * their share of naive Bayes. The probability of every leaf is divided by a power of the number of
 * its titles, the share discount.
 *
 * @param rows what the chains have seen
 */
export function predictiveDraws(
  draws: PosteriorDraws,
  rows: LabelledRows,
  { noise, seed, shares, shareDiscount, naiveBayes }: DrawChanges,
): PosteriorDraws {
  const { tree, labels } = rows;
  const noisy = noise ? withLogitNoise(draws, tree, seed) : draws;
  const shifted = naiveBayes === 0 ? noisy : withNaiveBayes(noisy, rows, naiveBayes);
  if (shares === undefined && shareDiscount === 0) return shifted;
  const counts = leafCounts(tree, labels);
  const wanted = (shares ?? counts).map((share, leaf) => share / (counts[leaf] ?? 1) ** shareDiscount);
  return withLabelShift(shifted, tree, counts, wanted);
}
