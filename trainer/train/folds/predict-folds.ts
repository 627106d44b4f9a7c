import type { Model, TrainingSummary } from "../../../shared/artifact/model.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { encodeMsgpack, packFile } from "../../artifact/pack-file.ts";
import { headerMap } from "../../artifact/pack-header.ts";
import { chooseUnknownShare } from "../../calibration/maps/choose-unknown-share.ts";
import { uncalibratedRule } from "../../calibration/uncalibrated-rule.ts";
import { drawShape } from "../../chains/draw-file.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { foldFolder } from "../../chains/run-folder.ts";
import { orderFeatures } from "../../features/order-features.ts";
import { type PackedExample, packLike } from "../../posterior/pack-like.ts";
import { measureSiblingSpread } from "../../posterior/sibling-spread.ts";
import type { CalibrationTitle } from "../../predictions/calibration-title.ts";
import { classSpecificWords, type SeenTitles } from "../../predictions/class-specific-words.ts";
import { type LeaveClassOutPrediction, predictLeavingClassesOut } from "../../predictions/predict-titles.ts";
import type { Progress } from "../../progress/progress.ts";
import { openKeptDraws } from "./kept-draws.ts";
import type { Fold } from "./make-folds.ts";

/** Folds whose chains are finished, and the model of all titles that they calibrate. */
export type SampledFolds = {
  readonly folds: readonly Fold[];
  /** The run folder. */
  readonly folder: string;
  /** Draws of each fold. */
  readonly draws: number;
  /** Of so many of them one is kept. */
  readonly keepEvery: number;
  readonly tree: TreeIndex;
  /** All rows of the data set. */
  readonly titles: readonly CalibrationTitle[];
  /** The model of all titles, in whose form the models of folds are packed. */
  readonly example: PackedExample;
  readonly training: TrainingSummary;
  /**
   * Draws as they are packed: with a new title's noise and for the class balance asked for.
   *
   * @param labels of all rows that the chains have seen
   */
  predictiveDraws(draws: PosteriorDraws, labels: ArrayLike<number>): PosteriorDraws;
};

/** Predictions by models that have not seen the titles, and the share for unknown words. */
export type CrossFittedPredictions = {
  /** The titles that were predicted. */
  readonly titles: readonly string[];
  readonly predictions: readonly LeaveClassOutPrediction[];
  readonly unknownShare: number;
};

/**
 * Predicts every title by the packed model of its fold. The predictions are in the order of the
 * data set, without the titles that have no fold. The share for unknown words is the one that
 * predicts best over all folds.
 */
export async function predictFolds(
  sampled: SampledFolds,
  progress: Progress,
): Promise<CrossFittedPredictions> {
  const { folds, titles, tree } = sampled;
  const task = progress.start(
    "calibration",
    folds.reduce((sum, { leftOut }) => sum + leftOut.length, 0),
  );
  const parts: FoldModel[] = [];
  for (const [number, fold] of folds.entries()) {
    task.advance(0, `fold ${number + 1} of ${folds.length}`);
    parts.push(await packFold(sampled, fold, number));
  }
  const titlesOf = ({ leftOut }: Fold) => leftOut.flatMap((row) => titles[row] ?? []);
  const unknownShare = chooseUnknownShare(
    parts.map(({ model, fold }) => ({ model, titles: titlesOf(fold) })),
  );
  const byRow: LeaveClassOutPrediction[] = [];
  let done = 0;
  for (const { fold, model, seen } of parts) {
    const own = titlesOf(fold);
    const posterior = { ...model.posterior, unknownShare };
    const specific = classSpecificWords(tree, model.vocabulary.options, seen);
    const predictions = predictLeavingClassesOut({ ...model, posterior }, own, specific, (count) =>
      task.advance(done + count),
    );
    predictions.forEach((prediction, k) => {
      byRow[fold.leftOut[k] ?? 0] = prediction;
    });
    done += own.length;
  }
  task.finish();
  const rows = [...byRow.keys()].filter((row) => byRow[row] !== undefined);
  return {
    titles: rows.map((row) => titles[row]?.title ?? ""),
    predictions: rows.flatMap((row) => byRow[row] ?? []),
    unknownShare,
  };
}

type FoldModel = {
  readonly fold: Fold;
  readonly model: Model;
  /** Rows of its regression as titles, class names included. */
  readonly seen: SeenTitles;
};

/** The model of a fold as a file would hold it. */
async function packFold(sampled: SampledFolds, fold: Fold, number: number): Promise<FoldModel> {
  const { folder, tree, example, training } = sampled;
  const { vocabulary, problem, titles } = fold.buildRegression();
  const made = { chains: 1, draws: sampled.draws, keepEvery: sampled.keepEvery };
  const onDisk = openKeptDraws(foldFolder(folder, number), made, drawShape(problem));
  try {
    const draws = sampled.predictiveDraws(onDisk, problem.labels);
    const plain = packLike(draws, tree, orderFeatures(vocabulary), example);
    const siblingSpread = measureSiblingSpread(plain, tree, fold.training, vectoriser(vocabulary));
    const posterior = { ...plain, siblingSpread, unknownShare: example.posterior.unknownShare };
    const decision = uncalibratedRule(tree.taxonomy.levels.length);
    const content = { taxonomy: tree.taxonomy, vocabulary, decision, training };
    const header = encodeMsgpack(headerMap(content, posterior, null));
    const { bytes } = await packFile(header, posterior.blocks);
    return { fold, model: await readModel(bytes), seen: { titles, labels: problem.labels } };
  } finally {
    onDisk.close();
  }
}
