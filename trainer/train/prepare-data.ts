import { matchPrior } from "../calibration/match-prior.ts";
import { type CalibrationSplit, splitForCalibration } from "../data/calibration-split.ts";
import { type ClassPrior, readClassPrior } from "../data/class-prior.ts";
import type { DataSet } from "../data/data-set.ts";
import { describeRows } from "../data/describe-rows.ts";
import { presets } from "../model/preset.ts";
import { presetRegression, type Regression } from "../model/regression.ts";
import { type CalibrationTitle, isDrawn } from "../predictions/calibration-title.ts";
import type { Progress } from "../progress/progress.ts";
import { checkModelFits } from "./model-size.ts";
import { hasLogitNoise, type TrainOptions } from "./options.ts";
import { type HeldOutTitles, readTrainingData } from "./read-data.ts";

/** What the other stages of a run start from. */
export type PreparedData = {
  readonly dataSet: DataSet;
  readonly heldOut: HeldOutTitles | null;
  /** Class balance that the model answers for. */
  readonly prior: ClassPrior;
  /** Titles that the chains see. */
  readonly training: CalibrationSplit["training"];
  /** Titles that they do not see, with weights where `prior` asks for another class balance. */
  readonly calibration: readonly CalibrationTitle[];
  /** What the chains sample. */
  readonly regression: Regression;
};

/**
 * Reads the titles, splits them, and builds the regression. Each step is reported to `progress`.
 *
 * @throws HedgeError whatever is wrong with the files, and `bad-usage` when no model can fit
 */
export async function prepareData(options: TrainOptions, progress: Progress): Promise<PreparedData> {
  const { dataSet, heldOut } = await readTrainingData(options);
  for (const line of describeRows(dataSet)) progress.say(line);
  if (heldOut) progress.say(`held out ${heldOut.titles.length} titles in ${heldOut.file}`);

  const prior = await readClassPrior(options.classPrior ?? "data", dataSet.tree);
  const split = splitForCalibration(dataSet, options.calibration ?? 0, options.seed);
  const calibration = calibrationTitles(split, dataSet, prior, options.seed, progress);
  const regression = buildRegression(options, split, dataSet, progress);
  return { dataSet, heldOut, prior, training: split.training, calibration, regression };
}

/** Calibration titles, weighted and drawn for the class balance that is asked for. */
function calibrationTitles(
  { calibrating }: CalibrationSplit,
  { tree, labels }: DataSet,
  { shares }: ClassPrior,
  seed: number,
  progress: Progress,
): readonly CalibrationTitle[] {
  if (calibrating.length > 0) progress.say(`${calibrating.length} titles are kept for calibration`);
  if (!shares) return calibrating;
  const titles = matchPrior(calibrating, tree, labels, shares, seed);
  const drawn = titles.filter(isDrawn).length;
  if (drawn < titles.length)
    progress.say(`${drawn} of them set the thresholds: a sample with the class balance asked for`);
  return titles;
}

function buildRegression(
  options: TrainOptions,
  { training }: CalibrationSplit,
  { tree }: DataSet,
  progress: Progress,
): Regression {
  const preset = { ...presets[options.preset], noise: hasLogitNoise(options) };
  const regression = presetRegression(preset, { ...training, tree });
  checkModelFits(tree, regression.vocabulary, options.maxBytes);
  const { features } = regression.problem.design;
  const columns = tree.nodeCount - 1;
  const coefficients = (features * columns).toLocaleString("en");
  progress.say(`${features} features x ${columns} classes = ${coefficients} coefficients`);
  return regression;
}
