import { HedgeError } from "../../shared/errors.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { matchPrior } from "../calibration/match-prior.ts";
import { type CalibrationSplit, splitForCalibration } from "../data/calibration-split.ts";
import { type ClassPrior, readClassPrior } from "../data/class-prior.ts";
import type { DataSet } from "../data/data-set.ts";
import { namePaths } from "../data/rows/describe-labels.ts";
import { withoutRareTerms } from "../features/rare-terms.ts";
import { nodePreset, type Preset, presets, withLeafScale } from "../model/preset.ts";
import type { TrainingTitles } from "../model/regression.ts";
import { type CalibrationTitle, isDrawn } from "../predictions/calibration-title.ts";
import type { Progress } from "../progress/progress.ts";
import type { CatalogueVectors } from "../words/catalogue-vectors.ts";
import { countLeftOut, type Fold, makeFolds, thinFolds } from "./folds/make-folds.ts";
import { chooseLeafScale } from "./held-out/choose-leaf-scale.ts";
import { chooseNaiveBayes } from "./held-out/choose-naive-bayes.ts";
import { type HeldOutLosses, heldOutLosses } from "./held-out/held-out-loss.ts";
import { comparedShare, heldOutRegression, withScales } from "./held-out/held-out-split.ts";
import { keptChoices, type RunChoices } from "./identity/kept-choices.ts";
import { chooseNodeScales } from "./nodes/choose-scales.ts";
import { heldOutNodeLosses } from "./nodes/held-out-node-loss.ts";
import { hasLogitNoise, type TrainOptions } from "./options.ts";
import { type HeldOutTitles, readTrainingData } from "./read-data.ts";
import { checkKernelMemory } from "./terms/check-memory.ts";
import { describeRareTerms, describeSize } from "./terms/describe-terms.ts";
import { type FittedRegression, fitRegression, type RareTerms } from "./terms/fit-regression.ts";
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
  readonly choices: RunChoices & { readonly naiveBayes: number };
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
  const fitted = fitRegression(withUsualScale, { ...training, tree: dataSet.tree }, vectors.tables, room);
  progress.say(describeSize(fitted));
  if (fitted.rare) progress.say(describeRareTerms(fitted.rare));
  checkKernelMemory(options, fitted);
  const buildSeconds = cpuSince(cpuBuilding);
  const { problem, vocabulary } = fitted.regression;
  const { preset: chosen, choices } = chooseOnHeldOut(
    withUsualScale,
    isFactorised,
    { options, training: { ...training, tree: dataSet.tree }, vectors, kept, rare: fitted.rare },
    progress,
  );
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

/** The held-out losses of a form. */
function lossesOf(isFactorised: boolean): HeldOutLosses {
  return isFactorised ? heldOutNodeLosses : heldOutLosses;
}

/** What is chosen by. */
type ChoiceData = {
  readonly options: TrainOptions;
  readonly training: TrainingTitles;
  readonly vectors: CatalogueVectors;
  readonly kept: RunChoices | undefined;
  /** Terms that the model has no room for. */
  readonly rare: RareTerms | null;
};

/** What is chosen on held-out titles, and the preset with the scales of it. */
type Chosen = { readonly preset: Preset; readonly choices: RunChoices & { readonly naiveBayes: number } };

/**
 * Chooses the scale, or those of nodes, and the share of naive Bayes, by titles that are held out
 * of training for it. A run that goes on keeps its own.
 */
function chooseOnHeldOut(
  usual: Preset,
  isFactorised: boolean,
  { options, training, vectors, kept, rare }: ChoiceData,
  progress: Progress,
): Chosen {
  const { seed } = options;
  const [scale, keptScale] = isFactorised
    ? [usual.nodeScale, kept?.nodeScales]
    : [usual.leafScale, kept?.leafScale];
  const choosesScale = scale !== undefined && keptScale === undefined;
  const choosesShare = kept?.naiveBayes === undefined && usual.naiveBayes.length > 1;
  const isNeeded = choosesScale || choosesShare;
  const features = rare
    ? withoutRareTerms(usual.features, Math.ceil(rare.level * comparedShare(training)))
    : usual.features;
  const trial = isNeeded ? heldOutRegression({ ...usual, features }, training, vectors, seed) : null;
  const isCalibrated = Boolean(options.calibration) || options.calibratedLater === true;
  const scales = isFactorised
    ? { nodeScales: kept?.nodeScales ?? chooseNodeScales(usual, trial, seed, progress) }
    : { leafScale: kept?.leafScale ?? chooseLeafScale(usual, trial, isCalibrated, seed, progress) };
  const preset = withChosenScales(usual, scales);
  const choice = {
    ...{ shares: preset.naiveBayes, trial: trial && withScales(trial, preset), seed, isCalibrated },
    lossesOf: lossesOf(isFactorised),
  };
  const naiveBayes = kept?.naiveBayes ?? chooseNaiveBayes(choice, progress);
  return { preset, choices: { ...scales, naiveBayes } };
}

function withChosenScales(preset: Preset, { leafScale, nodeScales }: RunChoices): Preset {
  if (nodeScales !== undefined) return nodePreset(preset, nodeScales);
  return leafScale === undefined ? preset : withLeafScale(preset, leafScale);
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
