import { type DecisionRule, withUnknownShare } from "../../shared/artifact/model.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { replaceDecision } from "../artifact/replace-decision.ts";
import { fitDecisionRule } from "../calibration/calibrate.ts";
import { chooseUnknownShare } from "../calibration/maps/choose-unknown-share.ts";
import { uncalibratedRule } from "../calibration/uncalibrated-rule.ts";
import { classSpecificWords } from "../predictions/class-specific-words.ts";
import { predictLeavingClassesOut } from "../predictions/predict-titles.ts";
import type { PredictedTitles } from "../predictions/predicted-titles.ts";
import type { Progress } from "../progress/progress.ts";
import { packFold, type SampledFolds } from "./folds/pack-fold.ts";
import { type FinishedFolds, predictFolds } from "./folds/predict-folds.ts";
import { foldLengths } from "./folds/run-fold-chains.ts";
import { packFoldNodes } from "./nodes/pack-fold-nodes.ts";
import type { TrainOptions } from "./options.ts";
import type { PackedRun } from "./pack-run.ts";
import { drawChanges } from "./predictive-draws.ts";
import type { PreparedData } from "./prepare-data.ts";

/** A model file, its hash and its decision rule. */
export type CalibratedModel = Pick<PackedRun, "bytes" | "hash"> & {
  readonly decision: DecisionRule;
  /** The calibration titles, or null without any. */
  readonly predicted: PredictedTitles | null;
};

/** What calibration finds. */
type Fit = {
  readonly decision: DecisionRule;
  readonly unknownShare: number;
  readonly predicted: PredictedTitles;
};

/**
 * The model file with the decision rule and the share for unknown words that fit the calibration
 * titles. They are predicted by the packed model, since that is what answers, or with folds each by
 * the packed model of its fold. Without calibration titles the file stays as it is.
 *
 * @param folder the run folder, in which the chains of folds are finished
 */
export async function calibrateModel(
  options: TrainOptions,
  data: PreparedData,
  folder: string,
  packed: PackedRun,
  progress: Progress,
): Promise<CalibratedModel> {
  const { bytes, hash } = packed;
  if (data.calibration.length === 0) {
    const decision = uncalibratedRule(data.dataSet.tree.taxonomy.levels.length);
    return { bytes, hash, decision, predicted: null };
  }
  const { decision, unknownShare, predicted } =
    data.folds.length > 0
      ? await fitOnFolds(options, data, folder, packed, progress)
      : await fitOnSplit(options, bytes, data, progress);
  return { ...(await replaceDecision(bytes, decision, unknownShare)), decision, predicted };
}

/** Fits to titles that the chains of the model have not seen. */
async function fitOnSplit(
  { alpha }: TrainOptions,
  bytes: Uint8Array,
  { calibration, regression: { titles, problem } }: PreparedData,
  progress: Progress,
): Promise<Fit> {
  const task = progress.start("calibration", calibration.length);
  const model = await readModel(bytes);
  const unknownShare = chooseUnknownShare([{ model, titles: calibration }]);
  const { tree, vocabulary } = model;
  const specific = classSpecificWords(tree, vocabulary.options, { titles, labels: problem.labels });
  const predictions = predictLeavingClassesOut(
    withUnknownShare(model, unknownShare),
    calibration,
    specific,
    (done) => task.advance(done),
  );
  const decision = fitDecisionRule(tree, predictions, { alpha });
  task.finish();
  const predicted = {
    source: "set-aside",
    titles: calibration.map(({ title }) => title),
    predictions,
  } as const;
  return { decision, unknownShare, predicted };
}

/** Fits to all titles, each predicted by the model of the fold that it is left out of. */
async function fitOnFolds(
  options: TrainOptions,
  data: PreparedData,
  folder: string,
  packed: PackedRun,
  progress: Progress,
): Promise<Fit> {
  const { tree } = data.dataSet;
  const pack = await foldPacker(options, data, folder, packed);
  const { folds, calibration } = data;
  const { predictions, titles, unknownShare } = await predictFolds(
    { folds, tree, titles: calibration, pack },
    progress,
  );
  const decision = fitDecisionRule(tree, predictions, { alpha: options.alpha });
  return { decision, unknownShare, predicted: { source: "cross-fit", titles, predictions } };
}

/** The function that packs the model of a fold in the form of the model of all titles. */
async function foldPacker(
  options: TrainOptions,
  data: PreparedData,
  folder: string,
  packed: PackedRun,
): Promise<FinishedFolds["pack"]> {
  const { training } = await readModel(packed.bytes);
  const { draws } = foldLengths(options, data.folds.length);
  const made = { chains: 1, draws, keepEvery: options.keepEvery?.folds ?? 1 };
  const changes = drawChanges(options, data);
  if (packed.form === "factorised") {
    const sampled = { folder, made, example: packed, training, changes };
    return (fold, number) => packFoldNodes(sampled, fold, number);
  }
  const sampled: SampledFolds = {
    folder,
    made,
    training,
    changes,
    tree: data.dataSet.tree,
    example: { ...packed, maxBytes: options.maxBytes },
  };
  return (fold, number) => packFold(sampled, fold, number);
}
