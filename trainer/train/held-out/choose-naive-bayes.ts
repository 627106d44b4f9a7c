import type { Preset } from "../../model/preset.ts";
import { presetRegression, type TrainingTitles } from "../../model/regression.ts";
import type { Progress } from "../../progress/progress.ts";
import type { CatalogueVectors } from "../../words/catalogue-vectors.ts";
import type { HeldOutLosses } from "./held-out-loss.ts";
import { fewestTitles, heldOutSplit } from "./held-out-split.ts";

/** Powers of the probabilities that losses are compared at: calibration will find one like them. */
const powers = [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2];

/**
 * The share of complement naive Bayes that a run's coefficients get, of those of its preset. It is
 * that of the least log-loss on a fifth of the titles, near the mode of the posterior of the other
 * four. Each share has the power of its probabilities that is best for it. What is chosen, and by
 * what, is said.
 *
 * @param lossesOf log-losses of the form that is trained
 */
export function chooseNaiveBayes(
  preset: Preset,
  dataSet: TrainingTitles,
  vectors: Pick<CatalogueVectors, "tablesFor">,
  lossesOf: HeldOutLosses,
  seed: number,
  progress: Progress,
): number {
  const [usual = 0] = preset.naiveBayes;
  if (preset.naiveBayes.length < 2 || dataSet.titles.length < fewestTitles) return usual;
  const task = progress.start("share of naive Bayes", 1);
  const { training, heldOut } = heldOutSplit(dataSet, seed);
  const tables = vectors.tablesFor(training.titles);
  const regression = presetRegression(preset, { ...training, tree: dataSet.tree }, tables);
  const trials = preset.naiveBayes.flatMap((naiveBayes) => powers.map((power) => ({ naiveBayes, power })));
  const losses = lossesOf(regression, heldOut, seed, trials);
  const tried = preset.naiveBayes.map((share, k) => ({
    share,
    loss: Math.min(...losses.slice(k * powers.length, (k + 1) * powers.length)),
  }));
  task.advance(1);
  task.finish();
  const [best = { share: usual }] = tried.toSorted((a, b) => a.loss - b.loss);
  const said = tried.map(({ share, loss }) => `${share} ${loss.toFixed(3)}`).join(", ");
  progress.say(`share of naive Bayes: ${best.share}, by the held-out log-loss (${said} nats)`);
  return best.share;
}
