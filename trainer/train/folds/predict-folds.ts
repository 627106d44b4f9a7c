import { withUnknownShare } from "../../../shared/artifact/model.ts";
import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { chooseUnknownShare } from "../../calibration/maps/choose-unknown-share.ts";
import type { CalibrationTitle } from "../../predictions/calibration-title.ts";
import { classSpecificWords } from "../../predictions/class-specific-words.ts";
import { type LeaveClassOutPrediction, predictLeavingClassesOut } from "../../predictions/predict-titles.ts";
import type { Progress } from "../../progress/progress.ts";
import type { FoldModel } from "./fold-model.ts";
import { countLeftOut, type Fold } from "./make-folds.ts";

/** Folds whose chains are finished. */
export type FinishedFolds = {
  readonly folds: readonly Fold[];
  readonly tree: TreeIndex;
  /** All rows of the data set. */
  readonly titles: readonly CalibrationTitle[];
  /** Packs the model of a fold as that of all titles is packed. */
  pack(fold: Fold, number: number): Promise<FoldModel>;
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
  { folds, titles, tree, pack }: FinishedFolds,
  progress: Progress,
): Promise<CrossFittedPredictions> {
  const task = progress.start("calibration", countLeftOut(folds));
  const parts: FoldModel[] = [];
  for (const [number, fold] of folds.entries()) {
    task.advance(0, `fold ${number + 1} of ${folds.length}`);
    parts.push(await pack(fold, number));
  }
  const titlesOf = ({ leftOut }: Fold) => leftOut.flatMap((row) => titles[row] ?? []);
  const unknownShare = chooseUnknownShare(
    parts.map(({ model, fold }) => ({ model, titles: titlesOf(fold) })),
  );
  const byRow: LeaveClassOutPrediction[] = [];
  let done = 0;
  for (const { fold, model, seen } of parts) {
    const leftOut = titlesOf(fold);
    const specific = classSpecificWords(tree, model.vocabulary.options, seen);
    const adjusted = withUnknownShare(model, unknownShare);
    const predictions = predictLeavingClassesOut(adjusted, leftOut, specific, (count) =>
      task.advance(done + count),
    );
    predictions.forEach((prediction, k) => {
      byRow[fold.leftOut[k] ?? 0] = prediction;
    });
    done += leftOut.length;
  }
  task.finish();
  const rows = [...byRow.keys()].filter((row) => byRow[row] !== undefined);
  return {
    titles: rows.map((row) => titles[row]?.title ?? ""),
    predictions: rows.flatMap((row) => byRow[row] ?? []),
    unknownShare,
  };
}
