import { HedgeError } from "../../shared/errors.ts";
import type { MostLeaves } from "../../shared/tree/node-tree.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { matchPrior } from "../calibration/match-prior.ts";
import { type CalibrationSplit, splitForCalibration } from "../data/calibration-split.ts";
import { type ClassPrior, readClassPrior } from "../data/class-prior.ts";
import type { DataSet } from "../data/data-set.ts";
import { namePaths } from "../data/rows/describe-labels.ts";
import { nodePreset, presets } from "../model/preset.ts";
import { type CalibrationTitle, isDrawn } from "../predictions/calibration-title.ts";
import type { Progress } from "../progress/progress.ts";
import { chooseOnHeldOut, type HeldOutChoices, lossesOf } from "./choices/choose-on-held-out.ts";
import { countLeftOut, type Fold, makeFolds, thinFolds } from "./folds/make-folds.ts";
import { keptChoices } from "./identity/kept-choices.ts";
import { sizeNodes } from "./nodes/node-size.ts";
import { hasLogitNoise, type TrainOptions } from "./options.ts";
import { type HeldOutTitles, readTrainingData } from "./read-data.ts";
import { checkKernelMemory } from "./terms/check-memory.ts";
import { describeRareTerms, describeSize } from "./terms/describe-terms.ts";
import { checkFits, type FittedRegression, fitRegression } from "./terms/fit-regression.ts";
import { chooseVectors } from "./vectors/choose-vectors.ts";

/**
 * What the other stages of a run start from. Chains sample the regression or, in the factorised
 * form, its nodes.
 */
export type PreparedData = FittedRegression & {
  readonly dataSet: DataSet;
  readonly heldOut: HeldOutTitles | null;
  /** Class balance that the model answers for. */
  readonly prior: ClassPrior;
  /** Titles that the chains see. */
  readonly training: CalibrationSplit["training"];
  /**
   * Titles that calibrate, with weights where `prior` asks for another class balance. The chains do
   * not see them, but with folds they are all rows of the data set.
   */
  readonly calibration: readonly CalibrationTitle[];
  /** Folds of cross-fitting; none where it is not asked for, or titles are too few. */
  readonly folds: readonly Fold[];
  /** What was chosen by titles held out of training for it. */
  readonly choices: HeldOutChoices;
  /** Seconds that all of this took, and seconds of CPU time where they were fewer. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Seconds of CPU time that building the regression took. */
  readonly buildSeconds: number;
};

/**
 * Reads the titles, splits them, and builds the regression. Each step is reported to `progress`.
 *
 * @throws HedgeError whatever is wrong with the files, and `bad-usage` when no model can fit
 */
export async function prepareData(options: TrainOptions, progress: Progress): Promise<PreparedData> {
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  const { dataSet, heldOut } = await readTrainingData(options, progress);
  const prior = await readClassPrior(options.classPrior ?? "data", dataSet.tree, options);
  if (prior.leftOut.length > 0)
    progress.say(`shares of classes without titles are left out: ${namePaths(prior.leftOut)}`);
  const { seed } = options;
  const isFactorised = formOf(options, dataSet) === "factorised";
  const asked = { ...presets[options.preset], noise: hasLogitNoise(options) };
  const withUsualScale = isFactorised ? nodePreset(asked) : asked;
  const vectors = await chooseVectors(withUsualScale, options, dataSet, lossesOf(isFactorised), progress);
  const shareSetAside = typeof options.calibration === "number" ? options.calibration : 0;
  const split = splitForCalibration(dataSet, shareSetAside, seed);
  const { training } = split;
  const kept = keptChoices(options);
  const cpuBuilding = process.cpuUsage();
  const room = { isFactorised, maxBytes: options.maxBytes, level: kept?.level };
  const usual = fitRegression(withUsualScale, { ...training, tree: dataSet.tree }, vectors.tables, room);
  progress.say(describeSize(usual));
  if (usual.rare) progress.say(describeRareTerms(usual.rare));
  checkKernelMemory(options, usual);
  const buildSeconds = cpuSince(cpuBuilding);
  const { preset: chosen, choices } = chooseOnHeldOut(
    withUsualScale,
    { options, training: { ...training, tree: dataSet.tree }, vectors, kept, fitted: usual },
    progress,
  );
  const fitted = withLeaves(usual, choices.nodeLeaves);
  if (fitted !== usual) {
    checkFits(fitted, options.maxBytes);
    progress.say(describeSize(fitted));
    checkKernelMemory(options, fitted);
  }
  const { problem, vocabulary } = fitted.regression;
  const preset = { ...chosen, features: vocabulary.options };
  const scalePriors = preset.scalePriors(dataSet.tree);
  const regression = { ...fitted.regression, problem: { ...problem, scalePriors } };
  const nodes = fitted.nodes && { ...fitted.nodes, regression };
  const isCrossFit = options.calibration === "cross-fit";
  const allFolds = isCrossFit ? makeFolds(dataSet, preset, vectors, seed) : [];
  const folds = isFactorised ? thinFolds(allFolds, mostCalibrating(dataSet.tree)) : allFolds;
  const calibrating = folds.length > 0 ? allTitles(dataSet) : split.calibrating;
  if (folds.length > 0) progress.say(describeFolds(folds, countLeftOut(allFolds)));
  else if (calibrating.length > 0) progress.say(`${calibrating.length} titles are kept for calibration`);
  const calibration = balanceTitles(calibrating, dataSet, prior, seed, progress);
  const seconds = (performance.now() - began) / 1000;
  // Garbage collection has threads of its own, whose time would not be saved on another core.
  const cpuSeconds = Math.min(seconds, cpuSince(cpuBegan));
  return {
    dataSet,
    heldOut,
    prior,
    training,
    calibration,
    folds,
    ...fitted,
    regression,
    nodes,
    choices,
    seconds,
    cpuSeconds,
    buildSeconds,
  };
}

/** A regression whose nodes have as many leaves as were chosen. */
function withLeaves(fitted: FittedRegression, nodeLeaves: MostLeaves | undefined): FittedRegression {
  if (fitted.nodes === null || nodeLeaves === undefined) return fitted;
  return { ...fitted, ...sizeNodes(fitted.regression, nodeLeaves) };
}

/** How many titles calibrate by cross-fitting. `all`: what the folds would predict unthinned. */
function describeFolds(folds: readonly Fold[], all: number): string {
  const count = countLeftOut(folds);
  const titles = count < all ? `${count} of the ${all} titles` : `${count} titles`;
  const why = count < all ? " (more would take longer)" : "";
  return `${titles} calibrate, in ${folds.length} folds${why}`;
}

/** Seconds of CPU time since `began`. */
function cpuSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

/** All titles of a data set, with the nodes of their leaves. */
function allTitles({ titles, labels, tree }: DataSet): CalibrationSplit["calibrating"] {
  return titles.map((title, i) => ({ title, leaf: tree.leaves[labels[i] ?? 0] ?? 0 }));
}

/** Calibration titles, weighted and drawn for the class balance that is asked for. */
function balanceTitles(
  calibrating: CalibrationSplit["calibrating"],
  { tree, labels }: DataSet,
  { shares }: ClassPrior,
  seed: number,
  progress: Progress,
): readonly CalibrationTitle[] {
  if (!shares) return calibrating;
  const titles = matchPrior(calibrating, tree, labels, shares, seed);
  const drawn = titles.filter(isDrawn).length;
  if (drawn < titles.length)
    progress.say(`${drawn} of them set the thresholds: a sample with the class balance asked for`);
  return titles;
}

/** Bytes that the predictions for calibration titles of a factorised model may take. */
const calibrationBytes = 1.5e9;
/** Most titles that calibrate a factorised model: a share of them has an error of 0.35 points. */
const enoughCalibrating = 20_000;
/** Three predictions a title, each with a number for every node and every group. */
function mostCalibrating({ nodeCount, groups }: TreeIndex): number {
  const fitting = Math.floor(calibrationBytes / (3 * 8 * (nodeCount + groups.length)));
  return Math.min(enoughCalibrating, fitting);
}

/** Titles times classes from which on `--form auto` is factorised. */
const mostFlat = 2_000_000;

/** @throws HedgeError `bad-usage` where chains of the factorised form are to start from a model */
function formOf({ form = "flat", from }: TrainOptions, { titles, tree }: DataSet): "flat" | "factorised" {
  const isLarge = titles.length * tree.leaves.length > mostFlat;
  const chosen = form === "auto" ? (isLarge ? "factorised" : "flat") : form;
  if (chosen === "factorised" && from !== undefined) {
    throw new HedgeError(
      "bad-usage",
      "--from starts the chains of one softmax over all classes, and this model has one for every node; " +
        "leave out --from, or train with --form flat.",
    );
  }
  return chosen;
}
